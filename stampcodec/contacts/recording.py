"""From the events of a recording to the touch events that a web page would get.

::

    items ─ by device ─ slots ─ scans ─ the one touch screen ─ millimetres ─ moments ─ events
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stampcodec.contacts.device import Device
from stampcodec.contacts.inputevent import ABS_X, ABS_Y, EV_ABS
from stampcodec.contacts.repairs import Repairs
from stampcodec.contacts.scale import scale_of, units_of
from stampcodec.contacts.slots import Slots
from stampcodec.contacts.times import Times
from stampcodec.touchevent import Moment, Touch, touch_events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stampcodec.contacts.inputevent import InputEvent
    from stampcodec.contacts.lines import Lines
    from stampcodec.contacts.slots import Contact
    from stampcodec.touchevent import TouchEvent

# An hour of a panel that scans 60 times a second, and 20 contacts in each.
MOST_MOMENTS, MOST_CONTACTS = 250_000, 5_000_000
MOST_SHOWN = 40


class Recorded(NamedTuple):
    """What a recording tells of one touch screen.

    Attributes
    ----------
    events : tuple of TouchEvent
        Ascending in time.
    in_mm : bool
        Lengths are millimetres; else they are in units of the device.
    repairs : tuple of str
        What was put right.
    """

    events: tuple[TouchEvent, ...]
    in_mm: bool
    repairs: tuple[str, ...]


class _Screen:
    """One device of a recording: its contacts so far, as moments."""

    def __init__(self, device: Device, size_mm: tuple[float, float] | None) -> None:
        self.device = device
        self.slots = Slots(device)
        self.times = Times()
        self.moments: list[Moment] = []
        self.work = 0
        self._contacts: tuple[Contact, ...] = ()
        self._touches: dict[Contact, Touch] = {}
        self.points_alone = device.is_single_touch
        in_mm = scale_of(device, size_mm)
        self.in_mm = in_mm is not None
        self._scale = in_mm or units_of(device)

    def feed(self, event: InputEvent) -> None:
        """Take one event; a report that changes nothing leaves no moment."""
        self.points_alone |= event.type == EV_ABS and event.code in (ABS_X, ABS_Y)
        scan = self.slots.feed(event)
        if scan is None:
            return
        if scan.contacts is self._contacts and not scan.cancelled:
            return
        self.work += len(scan.contacts)
        before, self._contacts = self._touches, scan.contacts
        # A contact that stays as it is stays one object, also in memory.
        self._touches = {
            contact: before.get(contact) or self._scale.touch(contact) for contact in scan.contacts
        }
        touches = tuple(self._touches.values())
        if not self.moments or scan.cancelled or touches != self.moments[-1].touches:
            time_ms = self.times.settle(scan.time_us / 1000)
            self.moments.append(Moment(time_ms, touches, scan.cancelled))

    @property
    def is_touched(self) -> bool:
        """Whether a contact was ever down."""
        return any(moment.touches for moment in self.moments)


def recorded(
    items: Iterable[tuple[str, Device | InputEvent]],
    lines: Lines,
    size_mm: tuple[float, float] | None,
) -> Recorded:
    """Bring the items of a recording, as its parser yields them, to touch events.

    Parameters
    ----------
    items : iterable of (str, Device or InputEvent)
        Each device before its events, and with which of the devices it has to do.
    lines : Lines
        Where the items come from, to be named when something is wrong.
    size_mm : (float, float) or None
        Width and height of the screen, where somebody has measured them.

    Raises
    ------
    ContactFileError
        No device, or more than one, was touched in several places; a slot out of range, a
        recording out of bounds.
    """
    screens: dict[str, _Screen] = {}
    for key, item in items:
        if isinstance(item, Device):
            if key in screens:
                lines.fail(f"expected each device once, {key[:MOST_SHOWN]} is described again")
            screens[key] = _Screen(item, size_mm)
            continue
        if key not in screens:
            screens[key] = _Screen(Device(), size_mm)
        screen = screens[key]
        try:
            screen.feed(item)
        except ValueError as error:
            lines.fail(str(error))
        if len(screen.moments) > MOST_MOMENTS:
            lines.fail(f"expected {MOST_MOMENTS} reports or fewer, got more")
        if screen.work > MOST_CONTACTS:
            lines.fail(f"expected {MOST_CONTACTS} contacts in all reports or fewer, got more")
    lines.number = 0
    screen = _touched(screens, lines)
    return Recorded(
        tuple(touch_events(screen.moments)), screen.in_mm, _repairs(screen, lines.skipped)
    )


def _touched(screens: dict[str, _Screen], lines: Lines) -> _Screen:
    """Choose the one screen that was touched, else the only one there is."""
    found = [
        screen
        for screen in screens.values()
        if screen.device.is_multi_touch or screen.slots.is_multi_touch
    ]
    touched = [screen for screen in found if screen.is_touched]
    if len(touched) > 1:
        names = ", ".join(
            screen.device.name[:MOST_SHOWN] or "one without a name" for screen in touched[:3]
        )
        lines.fail(f"expected one touch screen that is touched, got {len(touched)}: {names}")
    if not found:
        alone = next((screen for screen in screens.values() if screen.points_alone), None)
        if alone is not None:
            name = f", {alone.device.name[:MOST_SHOWN]}" if alone.device.name else ""
            lines.fail(
                f"expected a multi-touch screen, got a device{name} that reports one place at a "
                "time, which cannot show the five dots of a stamp"
            )
        lines.fail("expected a recording of a multi-touch screen, got none of its events")
    return (touched or found)[0]


def _repairs(screen: _Screen, skipped: int) -> tuple[str, ...]:
    repairs, slots = Repairs(), screen.slots
    repairs.note("a line that is no event is left out", skipped)
    repairs.note("a time that steps back counts as the time before it", screen.times.steps_back)
    repairs.note(
        "a contact that was down before the recording is taken from its first place", slots.early
    )
    repairs.note("events are missing (SYN_DROPPED), all contacts are taken for lost", slots.dropped)
    repairs.note("a report with a contact whose place is not known is left out", slots.unplaced)
    return repairs.told()
