"""A controller in the same process: no port, no threads, and time passes only while one reads."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from stampcodec.link import Port
from stampcodec.source.linkstream import LinkStream
from stampcodec.stream.timed import TimedContacts, TimedFrame
from stampcodec.stream.wirestream import WireContacts, WireFrames

if TYPE_CHECKING:
    from emulator.device.controller import Controller
    from stampcodec.stream.framesource import ContactSource, FrameSource

NAME = "emulator"
# Virtual time of a step while bytes leave one by one: 180 bytes at 921,600 baud.
STRIDE_S = 0.002


class InProcessPort(Port):
    """A client's end of a controller whose virtual time is the reader's.

    Parameters
    ----------
    controller : Controller
    """

    name = NAME

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    def read(self, timeout_s: float | None) -> bytes:
        """Return what leaves the controller next; virtual time passes, so much at the most."""
        end_s = inf if timeout_s is None else self._controller.time_s + timeout_s
        while True:
            soon_s = max(self._controller.next_s, self._controller.time_s + STRIDE_S)
            left = self._controller.step(min(soon_s, end_s))
            if left or soon_s >= end_s:
                return left

    def write(self, data: bytes) -> None:
        """Let the controller hear bytes."""
        self._controller.step(self._controller.time_s, data)

    def close(self) -> None:
        """Do nothing: the controller goes on when somebody reads again."""


def frames_of(controller: Controller, rate_hz: int = 0) -> FrameSource:
    """Return what a controller scans, as a source of frames.

    Parameters
    ----------
    controller : Controller
    rate_hz : int
        Scans a second; 0 leaves them to the controller.

    Returns
    -------
    FrameSource
        It never is over, as a controller never is; ``controller.hand_is_done`` tells when nothing
        more happens on the glass.
    """
    return WireFrames(
        LinkStream(
            NAME,
            lambda: InProcessPort(controller),
            TimedFrame,
            rate_hz=rate_hz,
            now_s=lambda: controller.time_s,
        )
    )


def contacts_of(controller: Controller, rate_hz: int = 0) -> ContactSource:
    """Return the contacts that a controller finds, as a source; see `frames_of`."""
    return WireContacts(
        LinkStream(
            NAME,
            lambda: InProcessPort(controller),
            TimedContacts,
            rate_hz=rate_hz,
            now_s=lambda: controller.time_s,
        )
    )
