"""Touch events and pointer events of the W3C as JSON, read as far as they can be.

Browsers differ, and every page writes its own recording: what does not matter is left out, what
can be told from the rest is put right and noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stampcodec.contacts.pointerjson import FIELDS as POINTER_FIELDS
from stampcodec.contacts.pointerjson import IGNORED, TOUCH, Pointers
from stampcodec.contacts.pointerjson import KINDS as POINTER_KINDS
from stampcodec.contacts.repairs import Repairs
from stampcodec.contacts.times import Times
from stampcodec.jsonfile import JsonReader, shown
from stampcodec.touchevent import KINDS, MOVE, START, Touch, TouchEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_FIELDS = ("type", "timeStamp", "changedTouches", "touches")
TOUCH_FIELDS = ("identifier", "clientX", "clientY")
# Older browsers have none of these.
TOUCH_EXTRAS = ("radiusX", "radiusY", "rotationAngle", "force")
# Fields of Event, UIEvent, MouseEvent, TouchEvent, PointerEvent and Touch that tell nothing of a
# stamp, in the standards and in browsers.
STANDARD = frozenset(
    """
    AT_TARGET BUBBLING_PHASE CAPTURING_PHASE NONE SCROLL_PAGE_DOWN SCROLL_PAGE_UP altKey
    altitudeAngle azimuthAngle bubbles button buttons cancelBubble cancelable charCode
    coalescedEvents composed composedPath ctrlKey currentTarget defaultPrevented detail
    eventPhase explicitOriginalTarget fromElement height isPersistent isPrimary isTrusted
    keyCode layerX layerY mark metaKey movementX movementY offsetX offsetY originalTarget
    pageX pageY path persistentDeviceId pointerType predictedEvents pressure rangeOffset
    rangeParent region relatedTarget returnValue rotation scale screenX screenY shiftKey
    sourceCapabilities srcElement tangentialPressure target targetTouches tiltX tiltY
    toElement touchType twist view webkitForce webkitRadiusX webkitRadiusY
    webkitRotationAngle which width x y
    """.split()  # noqa: SIM905 - thirty lines otherwise
)
# A TouchList that went through JSON.stringify.
INDEX = re.compile(r"\d{1,3}", re.ASCII)
LIST_FIELDS = ("length", "item", "identifiedTouch")

MOST_EVENTS = 1_000_000
# Far beyond any screen and any hand: more is a damaged file.
MOST_PX, MOST_TOUCHES = 100_000.0, 100
# Milliseconds since 1970 have thirteen digits.
MOST_MS = 1e15
# Browsers number touches as they like; JavaScript has no larger whole number.
MOST_IDENTIFIER = 2**53
FULL_TURN_DEG = 360.0


class EventReader(JsonReader):
    """Takes events apart, in the order of the file; derive from it for a file that holds them."""

    repairs: Repairs

    def begin(self) -> None:
        """Forget what came before."""
        self.repairs = Repairs()
        self._times, self._pointers = Times(), Pointers(self.repairs)
        self._events: list[TouchEvent] = []
        self._kinds: tuple[str, ...] = ()
        self._unknown = ""

    def end(self) -> tuple[TouchEvent, ...]:
        """Return the events that were taken."""
        steps_back = self._times.steps_back
        self.repairs.note("a time that steps back counts as the time before it", steps_back)
        return tuple(self._events)

    def event(self, where: str, value: object) -> None:
        """Take one event, of touches or of a pointer."""
        event = self.mapping(where, value)
        if not self._kinds:
            # The first event says which; one file holds no events of both.
            of_pointers = (*POINTER_KINDS, *IGNORED)
            self._kinds = of_pointers if event.get("type") in of_pointers else KINDS
        is_pointer = self._kinds is not KINDS
        needed = POINTER_FIELDS if is_pointer else EVENT_FIELDS
        self._needs(where, event, needed)
        kind = self.choice(f"{where}.type", event["type"], self._kinds)
        time_ms = self.within(f"{where}.timeStamp", event["timeStamp"], -MOST_MS, MOST_MS)
        if len(self._events) == MOST_EVENTS:
            self.fail(where, f"expected {MOST_EVENTS} events or fewer, got more")
        taken = (self._pointer if is_pointer else self._touch_event)(where, kind, time_ms, event)
        if taken is not None:
            self._events.append(taken)

    def _pointer(
        self, where: str, kind: str, time_ms: float, event: Mapping[str, object]
    ) -> TouchEvent | None:
        if event.get("pointerType", TOUCH) != TOUCH:
            self.repairs.note("an event of a mouse or a pen is left out")
            return None
        if kind in IGNORED:
            return None
        touch = Touch(
            self._identifier(f"{where}.pointerId", event["pointerId"]),
            self.within(f"{where}.clientX", event["clientX"], -MOST_PX, MOST_PX),
            self.within(f"{where}.clientY", event["clientY"], -MOST_PX, MOST_PX),
            self._extra(f"{where}.width", event.get("width"), MOST_PX) / 2,
            self._extra(f"{where}.height", event.get("height"), MOST_PX) / 2,
            self._angle(f"{where}.twist", event.get("twist")),
            self._extra(f"{where}.pressure", event.get("pressure"), 1.0),
        )
        if self._pointers.count == MOST_TOUCHES:
            self.fail(where, f"expected {MOST_TOUCHES} pointers or fewer at once, got more")
        return self._pointers.feed(kind, self._times.settle(time_ms), touch)

    def _touch_event(
        self, where: str, kind: str, time_ms: float, event: Mapping[str, object]
    ) -> TouchEvent:
        changed = self._touches(f"{where}.changedTouches", event["changedTouches"])
        touches = self._touches(f"{where}.touches", event["touches"])
        if not changed:
            self.fail(f"{where}.changedTouches", "expected at least one touch, got none")
        down = {touch.identifier: touch for touch in touches}
        for touch in changed:
            is_down = touch.identifier in down
            if kind in (START, MOVE) and not is_down:
                self.repairs.note("a changed touch that is missing in touches is added")
                down[touch.identifier] = touch
            elif kind not in (START, MOVE) and is_down:
                self.repairs.note("a touch that ended is taken off touches")
                del down[touch.identifier]
        return TouchEvent(kind, self._times.settle(time_ms), changed, tuple(down.values()))

    def _touches(self, where: str, value: object) -> tuple[Touch, ...]:
        if isinstance(value, dict):
            value = self._listed(where, value)
        rows = self.listing(where, value, "touches", MOST_TOUCHES)
        found = [self._touch(f"{where}[{n}]", row) for n, row in enumerate(rows)]
        seen: dict[int, int] = {}
        for n, touch in enumerate(found):
            if touch.identifier in seen:
                self.fail(
                    f"{where}[{n}].identifier",
                    f"expected one of its own, touch {seen[touch.identifier]} has the same",
                )
            seen[touch.identifier] = n
        return tuple(found)

    def _listed(self, where: str, mapping: dict[str, object]) -> object:
        numbers = [key for key in mapping if key not in LIST_FIELDS]
        if not all(INDEX.fullmatch(key) for key in numbers):
            self.fail(where, f"expected a list of touches, got {shown(mapping)}")
        return [mapping[key] for key in sorted(numbers, key=int)]

    def _touch(self, where: str, value: object) -> Touch:
        touch = self.mapping(where, value)
        self._needs(where, touch, TOUCH_FIELDS, TOUCH_EXTRAS)
        return Touch(
            self._identifier(f"{where}.identifier", touch["identifier"]),
            self.within(f"{where}.clientX", touch["clientX"], -MOST_PX, MOST_PX),
            self.within(f"{where}.clientY", touch["clientY"], -MOST_PX, MOST_PX),
            self._extra(f"{where}.radiusX", touch.get("radiusX"), MOST_PX),
            self._extra(f"{where}.radiusY", touch.get("radiusY"), MOST_PX),
            self._angle(f"{where}.rotationAngle", touch.get("rotationAngle")),
            self._extra(f"{where}.force", touch.get("force"), 1.0),
        )

    def _needs(
        self,
        where: str,
        mapping: Mapping[str, object],
        required: tuple[str, ...],
        optional: tuple[str, ...] = (),
    ) -> None:
        """Expect these fields; of others only those that no standard has are worth a word."""
        for key in required:
            if key not in mapping:
                self.fail(f"{where}.{key}", "expected, the field is missing")
        for key in mapping:
            if key not in required and key not in optional and key not in STANDARD:
                self._unknown = self._unknown or shown(key)
                self.repairs.note(f"a field of no standard is left out, first {self._unknown}")

    def _identifier(self, where: str, value: object) -> int:
        return self.whole(where, value, -MOST_IDENTIFIER, MOST_IDENTIFIER)

    def _extra(self, where: str, value: object, most: float) -> float:
        """Return a number from 0 to `most`, 0 where it is not known."""
        if value is None:
            return 0.0
        number = self.finite(where, value)
        if not 0.0 <= number <= most:
            self.repairs.note("a radius, an angle or a force out of range counts as unknown")
            return 0.0
        return number

    def _angle(self, where: str, value: object) -> float:
        """Return an angle from 0 to 360 degrees; browsers turn to both sides."""
        if value is None:
            return 0.0
        number = self.finite(where, value)
        turned = number + FULL_TURN_DEG if -FULL_TURN_DEG <= number < 0.0 else number
        return self._extra(where, turned, FULL_TURN_DEG)
