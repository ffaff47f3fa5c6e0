from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stampcodec.contactfile import Contacts, read, write
from stampcodec.errors import ContactFileError, FileError
from stampcodec.touchevent import Touch, TouchEvent

POINTS = [[101.5, 220.25], [180.0, 214.0], [240.0, 301.0], [131.0, 330.0], [188.0, 372.0]]
TOUCH = {
    "identifier": 7,
    "clientX": 101.5,
    "clientY": 220.25,
    "radiusX": 22.0,
    "radiusY": 21.0,
    "rotationAngle": 0.0,
    "force": 0.4,
}
EVENT = {"type": "touchstart", "timeStamp": 12.5, "changedTouches": [TOUCH], "touches": [TOUCH]}
DELETED = object()


def written(folder: Path, document: object) -> Path:
    path = folder / "contacts.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def events_file(**changes: Any) -> dict[str, Any]:
    document = {"format": "contacts/1", "px_per_mm": 6.3, "events": [EVENT], **changes}
    return {key: value for key, value in document.items() if value is not DELETED}


def event_with(**changes: Any) -> dict[str, Any]:
    event = {key: value for key, value in {**EVENT, **changes}.items() if value is not DELETED}
    return events_file(events=[event])


def touch_with(**changes: Any) -> dict[str, Any]:
    touch = {key: value for key, value in {**TOUCH, **changes}.items() if value is not DELETED}
    return event_with(changedTouches=[touch], touches=[touch])


def test_points_are_one_set_or_several(tmp_path: Path) -> None:
    one = read(written(tmp_path, {"format": "contacts/1", "points": POINTS}))
    assert [points.tolist() for points in one.points] == [POINTS]
    assert one.px_per_mm is None
    two = read(written(tmp_path, {"format": "contacts/1", "points": [POINTS, POINTS[:4]]}))
    assert [points.tolist() for points in two.points] == [POINTS, POINTS[:4]]
    assert [press.samples.shape for press in two.presses] == [(1, 5, 2), (1, 4, 2)]


def test_there_may_be_no_set_and_a_set_may_be_empty(tmp_path: Path) -> None:
    found = read(written(tmp_path, {"format": "contacts/1", "points": []}))
    assert found.points == ()
    found = read(written(tmp_path, {"format": "contacts/1", "points": [[], POINTS]}))
    assert [points.shape for points in found.points] == [(0, 2), (5, 2)]


def test_events_are_read_with_every_field(tmp_path: Path) -> None:
    found = read(written(tmp_path, events_file()))
    touch = Touch(7, 101.5, 220.25, 22.0, 21.0, 0.0, 0.4)
    assert found.events == (TouchEvent("touchstart", 12.5, (touch,), (touch,)),)
    assert found.px_per_mm == 6.3
    assert [press.samples.tolist() for press in found.presses] == [[[[101.5, 220.25]]]]


def test_a_recording_in_which_nothing_happens_has_no_press(tmp_path: Path) -> None:
    found = read(written(tmp_path, events_file(events=[])))
    assert found.events == ()
    assert found.presses == []


def test_radius_rotation_and_force_may_be_missing(tmp_path: Path) -> None:
    bare = {key: TOUCH[key] for key in ("identifier", "clientX", "clientY")}
    event = {**EVENT, "changedTouches": [bare], "touches": [bare]}
    found = read(written(tmp_path, events_file(events=[event])))
    assert found.events is not None
    assert found.events[0].touches == (Touch(7, 101.5, 220.25),)


@pytest.mark.parametrize(
    "contacts",
    [
        Contacts(points=(np.array(POINTS), np.empty((0, 2))), px_per_mm=5.5),
        Contacts(points=()),
        Contacts(events=()),
        Contacts(
            events=(
                TouchEvent("touchstart", 1 / 3, (Touch(0, 1 / 3, 2.0),), (Touch(0, 1 / 3, 2.0),)),
                TouchEvent("touchcancel", 9.0, (Touch(0, 1 / 3, 2.0),), ()),
            )
        ),
    ],
    ids=["points", "no points", "no events", "events"],
)
def test_what_is_written_reads_back_and_is_written_the_same(
    contacts: Contacts, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    write(one, contacts)
    again = read(one)
    write(two, again)
    assert one.read_bytes() == two.read_bytes()
    assert again.events == contacts.events
    assert again.px_per_mm == contacts.px_per_mm


BAD: dict[str, tuple[Any, str]] = {
    "no object": ([1], ": expected an object, got [1]"),
    "no format": ({"points": POINTS}, 'format: expected "contacts/1", the field is missing'),
    "another format": (
        {"format": "stamp-face/1", "points": POINTS},
        'format: expected "contacts/1", got "stamp-face/1"',
    ),
    "a newer version": (
        {"format": "contacts/2", "touches": 3},
        'format: expected "contacts/1", got "contacts/2", written by a newer version; upgrade',
    ),
    "neither points nor events": ({"format": "contacts/1"}, "points: expected, the field is"),
    "both": (events_file(points=POINTS), "expected either points or events, got both"),
    "an extra field": (events_file(colour=3), '"colour": no such field in contacts/1'),
    "a scale of nothing": (events_file(px_per_mm=0), "px_per_mm: expected above 0 and up to 100"),
    "a scale of text": (events_file(px_per_mm="6"), 'px_per_mm: expected a number, got "6"'),
    "an absurd scale": (events_file(px_per_mm=1e9), "px_per_mm: expected 0 to 100, got 1"),
    "points of text": (
        {"format": "contacts/1", "points": "many"},
        'points: expected a list of points or sets of points, got "many"',
    ),
    "a point of one number": (
        {"format": "contacts/1", "points": [[1.0, 2.0], [3.0]]},
        "points[1]: expected [x, y], got 1 numbers",
    ),
    "a point of three": (
        {"format": "contacts/1", "points": [[1.0, 2.0, 3.0]]},
        "points[0]: expected [x, y], got 3 numbers",
    ),
    "a point of text": (
        {"format": "contacts/1", "points": [POINTS, [[1.0, "x"]]]},
        'points[1][0][1]: expected a number, got "x"',
    ),
    "a point far off": (
        {"format": "contacts/1", "points": [[1e300, 2.0]]},
        "points[0][0]: expected -100000 to 100000, got 1e+300",
    ),
    "a point and a set": (
        {"format": "contacts/1", "points": [[1.0, 2.0], POINTS]},
        "points[1]: expected [x, y], got 5 numbers",
    ),
    "a crowd": (
        {"format": "contacts/1", "points": [[1.0, 2.0]] * 101},
        "points: expected 100 points or fewer, got 101",
    ),
    "events that are none": (events_file(events={}), "events: expected a list of events, got {}"),
    "an event that is none": (events_file(events=[5]), "events[0]: expected an object, got 5"),
    "an event without a time": (
        event_with(timeStamp=DELETED),
        "events[0].timeStamp: expected, the field is missing",
    ),
    "an extra field of an event": (
        event_with(target="button"),
        'events[0]."target": no such field in contacts/1',
    ),
    "another event": (
        event_with(type="mousedown"),
        'events[0].type: expected one of touchstart, touchmove, touchend, touchcancel, got "mouse',
    ),
    "a time before time": (event_with(timeStamp=-1), "events[0].timeStamp: expected 0 to 1e+15"),
    "time that runs back": (
        events_file(events=[EVENT, {**EVENT, "type": "touchmove", "timeStamp": 12.0}]),
        "events[1].timeStamp: expected no less than the event before, 12.5, got 12",
    ),
    "an event that changes nothing": (
        event_with(changedTouches=[]),
        "events[0].changedTouches: expected at least one touch, got none",
    ),
    "a start of a touch that is not there": (
        event_with(touches=[]),
        "events[0].changedTouches[0]: expected also in touches after a touchstart",
    ),
    "an end of a touch that stays": (
        event_with(type="touchend"),
        "events[0].changedTouches[0]: expected no longer in touches after a touchend",
    ),
    "one touch twice": (
        event_with(touches=[TOUCH, TOUCH]),
        "events[0].touches[1].identifier: expected one of its own, touch 0 has the same",
    ),
    "a touch without a place": (
        touch_with(clientX=DELETED),
        "events[0].changedTouches[0].clientX: expected, the field is missing",
    ),
    "an extra field of a touch": (
        touch_with(screenX=5),
        'events[0].changedTouches[0]."screenX": no such field in contacts/1',
    ),
    "a touch far off": (
        touch_with(clientY=1e6),
        "events[0].changedTouches[0].clientY: expected -100000 to 100000, got 1000000.0",
    ),
    "a name that is no number": (
        touch_with(identifier=1.5),
        "events[0].changedTouches[0].identifier: expected a whole number",
    ),
    "a name that is true": (
        touch_with(identifier=True),
        "events[0].changedTouches[0].identifier: expected a whole number",
    ),
    "a radius below nothing": (
        touch_with(radiusX=-1),
        "events[0].changedTouches[0].radiusX: expected 0 to 100000, got -1",
    ),
    "too much force": (
        touch_with(force=1.5),
        "events[0].changedTouches[0].force: expected 0 to 1, got 1.5",
    ),
    "too far a turn": (
        touch_with(rotationAngle=361),
        "events[0].changedTouches[0].rotationAngle: expected 0 to 360, got 361",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_broken_file_is_refused_with_file_field_and_expectation(
    case: str, tmp_path: Path
) -> None:
    document, words = BAD[case]
    path = written(tmp_path, document)
    with pytest.raises(ContactFileError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "expected a contact file, got an empty file"),
        (b'{"format": "contacts/1", "poi', "expected JSON, line 1 column"),
        (b'{"format": "contacts/1", "points": [[NaN, 1]]}', "expected finite numbers, got NaN"),
        (
            b'{"format": "contacts/1", "points": [[1e999, 1]]}',
            "points[0][0]: expected a finite number",
        ),
        (b'{"format": "contacts/1", "format": "contacts/1"}', '"format": expected once'),
        (b"[" * 100_000, "expected a contact file, got deeply nested JSON"),
        (b'{"format": ' + b"1" * 5000 + b"}", "expected"),
        (b"\xff\xfe", "expected UTF-8 text, byte 0 is not"),
    ],
)
def test_what_is_no_json_is_refused_in_one_line(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "contacts.json"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read(path)
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_file_of_another_kind_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stampcodec.contactfile.MOST_BYTES", 100)
    path = tmp_path / "contacts.json"
    path.write_bytes(b" " * 101)
    with pytest.raises(ContactFileError, match="got more than 100 bytes"):
        read(path)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.json")
