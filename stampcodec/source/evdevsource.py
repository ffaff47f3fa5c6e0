"""Contacts of a touch screen of Linux: ``/dev/input/event3``, by python-evdev.

It was written from the kernel's documentation and python-evdev's, and tested on a stand-in for the
device; none was at hand.

References
----------
Linux kernel documentation, "Multi-touch (MT) Protocol"; python-evdev, ``InputDevice``.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Any, Protocol

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import ABS_MT_POSITION_X, ABS_MT_POSITION_Y, EV_ABS, InputEvent
from stampcodec.contacts.scale import scale_of
from stampcodec.contacts.slots import Scan, Slots
from stampcodec.errors import PortClosedError, PortError
from stampcodec.source.silence import Silence
from stampcodec.stream.framesource import ContactSource
from stampcodec.stream.losses import Losses
from stampcodec.stream.timed import TimedContacts
from stampcodec.stream.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stampcodec._panel import Panel


def has_events(descriptor: int, timeout_s: float | None) -> bool:
    """Wait for events; tell whether there are any."""
    return bool(select.select([descriptor], [], [], timeout_s)[0])


class Input(Protocol):
    """What the source needs of ``evdev.InputDevice``."""

    fd: int
    name: str

    def capabilities(self, *, absinfo: bool) -> dict[int, list[Any]]:
        """Return the axes with their ranges, by type of event."""

    def read(self) -> Iterable[Any]:
        """Return the events that are there."""

    def close(self) -> None:
        """Close the device."""


class EvdevSource(ContactSource):
    """Contacts of a touch screen, in millimetres.

    Parameters
    ----------
    word : str
        By which it was opened.
    device : evdev.InputDevice
        Open; the source closes it.
    panel : Panel or None
        The screen's; without it the device must tell its resolution.
    wait : callable
        As `has_events`.

    Raises
    ------
    PortError
        It is no multi-touch screen, or its size in millimetres is not known.
    """

    def __init__(
        self,
        word: str,
        device: Input,
        panel: Panel | None = None,
        wait: Callable[[int, float | None], bool] = has_events,
    ) -> None:
        super().__init__(word)
        self._device, self._panel, self._wait = device, panel, wait
        self._timeline, self._silence = Timeline(), Silence()
        self._refused = 0
        axes = {
            code: Axis(info.min, info.max, info.resolution)
            for code, info in device.capabilities(absinfo=True).get(EV_ABS, [])
        }
        described = Device(device.name, axes)
        self._slots = Slots(described)
        scale = scale_of(described, None if panel is None else (panel.width_mm, panel.height_mm))
        if ABS_MT_POSITION_X not in axes or ABS_MT_POSITION_Y not in axes:
            self.close()
            raise PortError(word, "", f"expected a multi-touch screen, this is {device.name!r}")
        if scale is None:
            self.close()
            raise PortError(word, "panel", "the screen does not tell its resolution; give a panel")
        self._scale = scale

    @property
    def panel(self) -> Panel | None:
        """The panel that was given."""
        return self._panel

    @property
    def losses(self) -> Losses:
        """What was lost so far: queues that overflowed, and reports whose places are unknown."""
        return Losses(frames_dropped=self._slots.dropped, frames_refused=self._refused)

    def _arrived(self, timeout_s: float | None) -> list[TimedContacts]:
        if not self._wait(self._device.fd, timeout_s):
            return []
        found: list[TimedContacts] = []
        try:
            for event in self._device.read():
                time_us = event.sec * 1_000_000 + event.usec
                taken = self._slots.feed(InputEvent(time_us, event.type, event.code, event.value))
                scan = None if taken is None else self._timed(taken)
                if scan is not None:
                    # The kernel reports changes alone.
                    found.extend(self._silence.filled(scan))
        except BlockingIOError:
            pass
        except (OSError, ValueError) as error:
            raise PortClosedError(self.name, "", f"the device has gone: {error}") from None
        return found

    def _release(self) -> None:
        self._device.close()

    def _timed(self, scan: Scan) -> TimedContacts | None:
        time_s = self._timeline.at(scan.time_us)
        if time_s is None:
            self._refused += 1
            return None
        touches = [self._scale.touch(contact) for contact in scan.contacts]
        return TimedContacts(
            time_s, {touch.identifier: (touch.x_px, touch.y_px) for touch in touches}
        )
