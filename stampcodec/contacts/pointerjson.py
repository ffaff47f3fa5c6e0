"""Pointer events of the W3C, one pointer an event, as touch events.

References
----------
W3C, "Pointer Events", Level 2, Recommendation, 4 April 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.touchevent import CANCEL, END, MOVE, START, Touch, TouchEvent

if TYPE_CHECKING:
    from stampcodec.contacts.repairs import Repairs

KINDS = {
    "pointerdown": START,
    "pointermove": MOVE,
    "pointerup": END,
    "pointercancel": CANCEL,
}
# These tell where a pointer goes in the page, not what is on the glass.
IGNORED = (
    "pointerover",
    "pointerenter",
    "pointerout",
    "pointerleave",
    "pointerrawupdate",
    "gotpointercapture",
    "lostpointercapture",
)
FIELDS = ("type", "timeStamp", "pointerId", "clientX", "clientY")
TOUCH = "touch"
"""The ``pointerType`` of what is no mouse and no pen."""


class Pointers:
    """Follows the pointers that are down, event by event."""

    def __init__(self, repairs: Repairs) -> None:
        self._down: dict[int, Touch] = {}
        self._repairs = repairs

    @property
    def count(self) -> int:
        """How many are down."""
        return len(self._down)

    def feed(self, kind: str, time_ms: float, touch: Touch) -> TouchEvent | None:
        """Take one event of a touch, None where it tells of no touch that is down."""
        told = KINDS[kind]
        is_down = touch.identifier in self._down
        if told == START and is_down:
            self._repairs.note("a pointer that lands while it is down is taken to go on")
            told = MOVE
        elif told != START and not is_down:
            self._repairs.note("an event of a pointer that is not down is left out")
            return None
        if told in (START, MOVE):
            self._down[touch.identifier] = touch
        else:
            del self._down[touch.identifier]
        return TouchEvent(told, time_ms, (touch,), tuple(self._down.values()))
