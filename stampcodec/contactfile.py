"""Contact files: what a phone's touch screen reported, as JSON.

Either points, one set or a list of sets::

    {
      "format": "contacts/1",
      "points": [[101.3, 220.7], [180.0, 214.3], [240.3, 301.0], [131.7, 330.3], [188.0, 372.7]]
    }

or touch events as a web page records them, from which the presses follow::

    {
      "format": "contacts/1",
      "px_per_mm": 6.3,
      "events": [
        {"type": "touchstart", "timeStamp": 12.5, "changedTouches": [...], "touches": [...]},
        ...
      ]
    }

References
----------
docs/contacts.md, sections 1 to 3.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec.errors import ContactFileError
from stampcodec.jsonfile import JsonReader
from stampcodec.outfile import replacing
from stampcodec.touchevent import KINDS, MOVE, START, Touch, TouchEvent
from stampcodec.touchpress import Press, presses
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec.bytesource import ByteSource

NAME, VERSION = "contacts", 1
EVENT_FIELDS = ("type", "timeStamp", "changedTouches", "touches")
TOUCH_FIELDS = ("identifier", "clientX", "clientY")
# Older browsers have none of these.
TOUCH_EXTRAS = ("radiusX", "radiusY", "rotationAngle", "force")

# An hour of ten fingers; more is something else.
MOST_BYTES = 64_000_000
MOST_EVENTS = MOST_SETS = 1_000_000
# Far beyond any screen and any hand: more is a damaged file.
MOST_PX, MOST_TOUCHES = 100_000.0, 100
# Milliseconds since 1970 have thirteen digits.
MOST_MS = 1e15
# Browsers number touches as they like; JavaScript has no larger whole number.
MOST_IDENTIFIER = 2**53
MOST_PX_PER_MM = 100.0
FULL_TURN_DEG = 360.0


@dataclass(frozen=True, eq=False, repr=False)
class Contacts(Value):
    """What a contact file holds: sets of points, or touch events.

    Attributes
    ----------
    points : tuple of float64 (k, 2)
        x and y in CSS pixels of the k touches of each set.
    events : tuple of TouchEvent, or None
        Ascending in time; None where the file holds points.
    px_per_mm : float or None
        Scale of the screen, where somebody knew it.
    """

    points: tuple[NDArray[np.float64], ...] = ()
    events: tuple[TouchEvent, ...] | None = None
    px_per_mm: float | None = None

    def __post_init__(self) -> None:
        """Keep own, read-only copies of the points."""
        object.__setattr__(self, "points", tuple(map(read_only, self.points)))

    def __repr__(self) -> str:
        """Return one line without the points or events themselves."""
        what = f"{len(self.points)} sets of points"
        if self.events is not None:
            what = f"{len(self.events)} events"
        scale = "" if self.px_per_mm is None else f", {self.px_per_mm:g} px/mm"
        return f"<Contacts: {what}{scale}>"

    @property
    def presses(self) -> list[Press]:
        """What there is to read: one press for each set, or those that the events tell of."""
        if self.events is not None:
            return presses(self.events)
        # A set of points is what somebody else has settled on.
        return [
            Press(0.0, 0.0, points[None], math.inf, len(points), False) for points in self.points
        ]


def write(path: Path | str, contacts: Contacts) -> None:
    """Write a contact file, whole or not at all; the inverse of `read`.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with replacing(path) as aside:
        aside.write_text(text(contacts), encoding="utf-8", newline="\n")


def text(contacts: Contacts) -> str:
    """Lay a contact file out, one line an event or a set."""
    head = [f'  "format": "{NAME}/{VERSION}",']
    if contacts.px_per_mm is not None:
        head.append(f'  "px_per_mm": {json.dumps(float(contacts.px_per_mm))},')
    if contacts.events is not None:
        field, rows = "events", [_event_document(event) for event in contacts.events]
    else:
        field, rows = "points", [points.tolist() for points in contacts.points]
    if not rows:
        return "\n".join(["{", *head, f'  "{field}": []', "}"]) + "\n"
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    return "\n".join(["{", *head, f'  "{field}": [', lines, "  ]", "}"]) + "\n"


def read(path: Path | str) -> Contacts:
    """Read a contact file, or say what is wrong with it; the inverse of `write`.

    Raises
    ------
    ContactFileError
        The file breaks the format; the message names file, field and what was expected.
    OSError
        The file cannot be read.
    """
    return _Reader(path, ContactFileError, "a contact file", NAME, VERSION, MOST_BYTES).contacts()


def read_from(source: ByteSource) -> Contacts:
    """Read a contact file that is open, standard input for instance.

    Raises
    ------
    ContactFileError, OSError
        As for `read`.
    """
    name = source.name
    reader = _Reader(name, ContactFileError, "a contact file", NAME, VERSION, MOST_BYTES)
    return reader.contacts_in(reader.document_in(source.exactly(MOST_BYTES + 1)))


class _Reader(JsonReader):
    def contacts(self) -> Contacts:
        return self.contacts_in(self.document())

    def contacts_in(self, document: dict[str, object]) -> Contacts:
        if "events" in document and "points" in document:
            self.fail("", "expected either points or events, got both")
        what = "events" if "events" in document else "points"
        self.keys("", document, ("format", what), ("px_per_mm",))
        px_per_mm = None
        if "px_per_mm" in document:
            px_per_mm = self.within("px_per_mm", document["px_per_mm"], 0.0, MOST_PX_PER_MM)
            if not px_per_mm:
                self.fail("px_per_mm", f"expected above 0 and up to {MOST_PX_PER_MM:g}, got 0")
        if what == "events":
            return Contacts(events=self.events(document["events"]), px_per_mm=px_per_mm)
        return Contacts(points=self.sets(document["points"]), px_per_mm=px_per_mm)

    def sets(self, value: object) -> tuple[NDArray[np.float64], ...]:
        rows = self.listing("points", value, "points or sets of points", MOST_SETS)
        if all(isinstance(row, list) and _is_set(row) for row in rows):
            return tuple(self.points(f"points[{n}]", row) for n, row in enumerate(rows))
        return (self.points("points", rows),)

    def points(self, where: str, value: object) -> NDArray[np.float64]:
        rows = self.listing(where, value, "points", MOST_TOUCHES)
        found = [self.point(f"{where}[{n}]", row) for n, row in enumerate(rows)]
        return np.array(found, dtype=np.float64).reshape(-1, 2)

    def point(self, where: str, value: object) -> tuple[float, float]:
        pair = self.listing(where, value, "numbers", MOST_TOUCHES)
        if len(pair) != 2:
            self.fail(where, f"expected [x, y], got {len(pair)} numbers")
        x, y = (self.within(f"{where}[{n}]", one, -MOST_PX, MOST_PX) for n, one in enumerate(pair))
        return x, y

    def events(self, value: object) -> tuple[TouchEvent, ...]:
        rows = self.listing("events", value, "events", MOST_EVENTS)
        found: list[TouchEvent] = []
        for n, row in enumerate(rows):
            event = self.event(f"events[{n}]", row)
            if found and event.time_ms < found[-1].time_ms:
                self.fail(
                    f"events[{n}].timeStamp",
                    f"expected no less than the event before, {found[-1].time_ms:g}, "
                    f"got {event.time_ms:g}",
                )
            found.append(event)
        return tuple(found)

    def event(self, where: str, value: object) -> TouchEvent:
        event = self.mapping(where, value)
        self.keys(where, event, EVENT_FIELDS)
        kind = self.choice(f"{where}.type", event["type"], KINDS)
        time_ms = self.within(f"{where}.timeStamp", event["timeStamp"], 0.0, MOST_MS)
        changed = self.touches(f"{where}.changedTouches", event["changedTouches"])
        down = self.touches(f"{where}.touches", event["touches"])
        if not changed:
            self.fail(f"{where}.changedTouches", "expected at least one touch, got none")
        present = {touch.identifier for touch in down}
        stays = kind in (START, MOVE)
        for n, touch in enumerate(changed):
            if (touch.identifier in present) != stays:
                self.fail(
                    f"{where}.changedTouches[{n}]",
                    f"expected {'also' if stays else 'no longer'} in touches after a {kind}",
                )
        return TouchEvent(kind, time_ms, changed, down)

    def touches(self, where: str, value: object) -> tuple[Touch, ...]:
        rows = self.listing(where, value, "touches", MOST_TOUCHES)
        found = [self.touch(f"{where}[{n}]", row) for n, row in enumerate(rows)]
        seen: dict[int, int] = {}
        for n, touch in enumerate(found):
            if touch.identifier in seen:
                self.fail(
                    f"{where}[{n}].identifier",
                    f"expected one of its own, touch {seen[touch.identifier]} has the same",
                )
            seen[touch.identifier] = n
        return tuple(found)

    def touch(self, where: str, value: object) -> Touch:
        touch = self.mapping(where, value)
        self.keys(where, touch, TOUCH_FIELDS, TOUCH_EXTRAS)

        def extra(field: str, most: float) -> float:
            return self.within(f"{where}.{field}", touch.get(field, 0.0), 0.0, most)

        return Touch(
            self.whole(
                f"{where}.identifier", touch["identifier"], -MOST_IDENTIFIER, MOST_IDENTIFIER
            ),
            self.within(f"{where}.clientX", touch["clientX"], -MOST_PX, MOST_PX),
            self.within(f"{where}.clientY", touch["clientY"], -MOST_PX, MOST_PX),
            extra("radiusX", MOST_PX),
            extra("radiusY", MOST_PX),
            extra("rotationAngle", FULL_TURN_DEG),
            extra("force", 1.0),
        )


def _is_set(row: list[object]) -> bool:
    """Tell a set of points, or an empty one, from a point."""
    return not row or isinstance(row[0], list)


def _event_document(event: TouchEvent) -> dict[str, Any]:
    return {
        "type": event.kind,
        "timeStamp": event.time_ms,
        "changedTouches": [_touch_document(touch) for touch in event.changed],
        "touches": [_touch_document(touch) for touch in event.touches],
    }


def _touch_document(touch: Touch) -> dict[str, Any]:
    return dict(zip((*TOUCH_FIELDS, *TOUCH_EXTRAS), touch, strict=True))
