"""Contacts: what a touch screen reported, in any form in which it is recorded.

What this project writes is JSON: either points, one set or a list of sets::

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

Touch and pointer events as JSON without all that, one a line or in a list, and recordings of Linux
and Android are read too.

References
----------
docs/contacts.md.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec.bytesource import HEAD_BYTES, opened
from stampcodec.contacts.lines import BOM, Lines
from stampcodec.contacts.recognise import RecordingFormat, recording_format
from stampcodec.contacts.recording import recorded
from stampcodec.contacts.touchjson import (
    EVENT_FIELDS,
    MOST_EVENTS,
    MOST_PX,
    MOST_TOUCHES,
    TOUCH_EXTRAS,
    TOUCH_FIELDS,
    EventReader,
)
from stampcodec.errors import ContactFileError
from stampcodec.fileformat import CONTACTS, is_json, readable
from stampcodec.jsonfile import shown
from stampcodec.outfile import replacing
from stampcodec.quantity import counted
from stampcodec.touchpress import Press, find_presses
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec.bytesource import ByteSource
    from stampcodec.touchevent import Touch, TouchEvent

__all__ = [
    "EVENT_FIELDS",
    "TOUCH_EXTRAS",
    "TOUCH_FIELDS",
    "Contacts",
    "read",
    "read_from",
    "text",
    "write",
]

NAME, VERSION = "contacts", 1

# Five minutes of ten fingers; more is something else.
MOST_BYTES = 64_000_000
# One event of a hundred touches, in three lists and with all fields of the standards.
MOST_EVENT_BYTES = 1_000_000
MOST_LINE_BYTES = 64 * 1024
MOST_SETS = 1_000_000
MOST_PX_PER_MM = 100.0


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
        Scale of the screen, where somebody knew it; 1 where lengths are millimetres.
    in_device_units : bool
        Lengths are in units of the device, of whose size nobody knows anything, not in CSS pixels.
    repairs : tuple of str
        What was put right when they were read.
    """

    points: tuple[NDArray[np.float64], ...] = ()
    events: tuple[TouchEvent, ...] | None = None
    px_per_mm: float | None = None
    in_device_units: bool = False
    repairs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep own, read-only copies of the points."""
        object.__setattr__(self, "points", tuple(map(read_only, self.points)))

    def __repr__(self) -> str:
        """Return one line without the points or events themselves."""
        what = counted(len(self.points), "set of points", "sets of points")
        if self.events is not None:
            what = counted(len(self.events), "event")
        scale = "" if self.px_per_mm is None else f", {self.px_per_mm:g} px/mm"
        return f"<Contacts: {what}{scale}>"

    @property
    def unit(self) -> str:
        """Of lengths: ``"CSS pixels"``, ``"mm"``, or ``"units"`` of a screen, unknown ones."""
        if self.in_device_units:
            return "units"
        return "mm" if self.px_per_mm == 1.0 else "CSS pixels"

    @property
    def presses(self) -> list[Press]:
        """What there is to read: one press for each set, or those that the events tell of."""
        if self.events is not None:
            return find_presses(self.events)
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
    ValueError
        Lengths are in units of the device: the file would take them for CSS pixels.
    """
    with replacing(path) as aside:
        aside.write_text(text(contacts), encoding="utf-8", newline="\n")


def text(contacts: Contacts) -> str:
    """Lay a contact file out, one line an event or a set; raise ValueError as `write` does."""
    if contacts.in_device_units:
        raise ValueError("contacts: expected CSS pixels or millimetres, got units of the device")
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


def read(path: Path | str, size_mm: tuple[float, float] | None = None) -> Contacts:
    """Read contacts of any form, or say what is wrong with the file.

    Parameters
    ----------
    path : Path or str
    size_mm : (float, float), optional
        Width and height of the touch screen, for a recording that does not tell its resolution.

    Raises
    ------
    ContactFileError
        The file breaks the format; the message names file, field and what was expected.
    OSError
        The file cannot be read.
    """
    with opened(path) as source:
        return read_from(source, size_mm)


def read_from(source: ByteSource, size_mm: tuple[float, float] | None = None) -> Contacts:
    """Read contacts that are open, standard input for instance, forwards only.

    Parameters
    ----------
    source : ByteSource
    size_mm : (float, float), optional
        As for `read`.

    Raises
    ------
    ContactFileError, OSError
        As for `read`.
    """
    head = source.head(lambda _: False)
    form = recording_format(head)
    if form is not None:
        return _recording(form, source, size_mm)
    if size_mm is not None:
        problem = "expected a recording of Linux or Android, whose screen may have a size"
        raise ContactFileError(source.name, "", problem)
    reader = _Reader(source.name, ContactFileError, "a contact file", NAME, VERSION, MOST_BYTES)
    if _has_event_lines(head):
        return reader.event_lines(source)
    if head and not is_json(head) and head.isascii():
        given = shown(head[:100].decode().strip())
        problem = f"expected {readable(CONTACTS)}; got {given}"
        raise ContactFileError(source.name, "", problem)
    return reader.contacts(source.exactly(MOST_BYTES + 1))


def _recording(
    form: RecordingFormat, source: ByteSource, size_mm: tuple[float, float] | None
) -> Contacts:
    lines = Lines(source.name, _chunks(source), MOST_LINE_BYTES, MOST_BYTES)
    found = recorded(form.read(lines), lines, size_mm)
    return Contacts(
        events=found.events,
        px_per_mm=1.0 if found.in_mm else None,
        in_device_units=not found.in_mm,
        repairs=found.repairs,
    )


def _chunks(source: ByteSource) -> Iterator[bytes]:
    return iter(lambda: source.some(HEAD_BYTES), b"")


def _has_event_lines(head: bytes) -> bool:
    """Tell events one a line from a document: the first line is an object with a type."""
    line, end, _ = head.removeprefix(BOM).lstrip().partition(b"\n")
    if not end and len(head) >= HEAD_BYTES:
        return False
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "type" in first and "format" not in first


class _Reader(EventReader):
    def contacts(self, raw: bytes) -> Contacts:
        parsed = self.parsed(raw)
        if isinstance(parsed, list):
            return self.events("", parsed, None)
        document = self.mapping("", parsed)
        if "type" in document and "format" not in document:
            return self.events("", [document], None)
        self.refuse_other(document)
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
            return self.events("events", document["events"], px_per_mm)
        return Contacts(points=self.sets(document["points"]), px_per_mm=px_per_mm)

    def event_lines(self, source: ByteSource) -> Contacts:
        self.begin()
        lines = Lines(self.path, _chunks(source), MOST_EVENT_BYTES, self.most_bytes)
        for line in lines:
            if line:
                self.event(
                    f"line {lines.number}", self.parsed(line.encode(), f"line {lines.number}")
                )
        return Contacts(events=self.end(), repairs=self.repairs.told())

    def events(self, where: str, value: object, px_per_mm: float | None) -> Contacts:
        self.begin()
        for n, row in enumerate(self.listing(where, value, "events", MOST_EVENTS)):
            self.event(f"{where}[{n}]", row)
        return Contacts(events=self.end(), px_per_mm=px_per_mm, repairs=self.repairs.told())

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
            self.fail(where, f"expected [x, y], got {counted(len(pair), 'number')}")
        x, y = (self.within(f"{where}[{n}]", one, -MOST_PX, MOST_PX) for n, one in enumerate(pair))
        return x, y


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
