from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stampcodec.bytesource import ByteSource
from stampcodec.contactfile import Contacts, read, read_from, write
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
    "a list of no events": ([1], "[0]: expected an object, got 1"),
    "a word": ("many", "contacts.json: expected contacts: evemu recording (.evemu), libinput re"),
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
        "points[1]: expected [x, y], got 1 number",
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
    "a time of another age": (
        event_with(timeStamp=-1e16),
        "events[0].timeStamp: expected -1e+15 to 1e+15, got -1e+16",
    ),
    "a radius of text": (
        touch_with(radiusX="5"),
        'events[0].changedTouches[0].radiusX: expected a number, got "5"',
    ),
    "a list with a name": (
        event_with(touches={"first": TOUCH}),
        'events[0].touches: expected a list of touches, got {"first": {',
    ),
    "events of both kinds": (
        events_file(events=[EVENT, {**EVENT, "type": "pointerdown"}]),
        'events[1].type: expected one of touchstart, touchmove, touchend, touchcancel, got "poi',
    ),
    "another event": (
        event_with(type="mousedown"),
        'events[0].type: expected one of touchstart, touchmove, touchend, touchcancel, got "mouse',
    ),
    "an event that changes nothing": (
        event_with(changedTouches=[]),
        "events[0].changedTouches: expected at least one touch, got none",
    ),
    "one touch twice": (
        event_with(touches=[TOUCH, TOUCH]),
        "events[0].touches[1].identifier: expected one of its own, touch 0 has the same",
    ),
    "a touch without a place": (
        touch_with(clientX=DELETED),
        "events[0].changedTouches[0].clientX: expected, the field is missing",
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
        (b"\xff\xfe", "in UTF-8 text, byte 0 is not"),
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
    path.write_bytes(b"{" + b" " * 100)
    with pytest.raises(ContactFileError, match="got more than 100 bytes"):
        read(path)


REPAIRED: dict[str, tuple[Any, str]] = {
    "an extra field of an event": (
        event_with(glove=True),
        'a field of no standard is left out, first "glove"',
    ),
    "an extra field of touches": (
        touch_with(forse=0.5),
        'a field of no standard is left out, first "forse" (2 times)',
    ),
    "time that runs back": (
        events_file(events=[EVENT, {**EVENT, "type": "touchmove", "timeStamp": 12.0}]),
        "a time that steps back counts as the time before it",
    ),
    "a start of a touch that is not there": (
        event_with(touches=[]),
        "a changed touch that is missing in touches is added",
    ),
    "a radius below nothing": (
        touch_with(radiusX=-1),
        "a radius, an angle or a force out of range counts as unknown (2 times)",
    ),
    "too much force": (
        event_with(touches=[{**TOUCH, "force": 1.5}]),
        "a radius, an angle or a force out of range counts as unknown",
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_what_can_be_read_is_read_and_said(case: str, tmp_path: Path) -> None:
    document, words = REPAIRED[case]
    found = read(written(tmp_path, document))
    assert found.repairs == (words,)
    assert found.events is not None
    assert [touch[:3] for touch in found.events[-1].touches] == [(7, 101.5, 220.25)]


def test_a_touch_that_ended_is_not_down_whatever_the_event_says(tmp_path: Path) -> None:
    found = read(written(tmp_path, event_with(type="touchend")))
    assert found.events is not None
    assert found.events[0].touches == ()
    assert found.repairs == ("a touch that ended is taken off touches",)


def test_nothing_is_said_where_nothing_had_to_be_put_right(tmp_path: Path) -> None:
    standard = {"isTrusted": True, "target": None, "targetTouches": [TOUCH], "altKey": False}
    turned = {**TOUCH, "screenX": 5, "radiusX": None, "rotationAngle": -90}
    event = {**EVENT, **standard, "timeStamp": -3.5}
    event |= {"changedTouches": [turned], "touches": {"0": turned, "length": 1}}
    found = read(written(tmp_path, events_file(events=[event])))
    touch = Touch(7, 101.5, 220.25, 0.0, 21.0, 270.0, 0.4)
    assert found.events == (TouchEvent("touchstart", -3.5, (touch,), (touch,)),)
    assert found.repairs == ()


def test_times_go_on_at_their_own_distance_after_a_step_back(tmp_path: Path) -> None:
    times = (100.0, 116.0, 9.0, 25.0, 24.0)
    events = [{**EVENT, "type": "touchmove", "timeStamp": time} for time in times]
    found = read(written(tmp_path, events_file(events=events)))
    assert found.events is not None
    assert [event.time_ms for event in found.events] == [100.0, 116.0, 116.0, 132.0, 132.0]
    assert found.repairs == ("a time that steps back counts as the time before it (2 times)",)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
@pytest.mark.parametrize("form", ["a line each", "a list", "one", "one on lines", "in a file"])
def test_events_come_in_any_packing(form: str, mark: bytes, tmp_path: Path) -> None:
    end = {**EVENT, "type": "touchend", "timeStamp": 90.0, "touches": []}
    content = {
        "a line each": json.dumps(EVENT) + "\r\n\r\n" + json.dumps(end),
        "a list": json.dumps([EVENT, end], indent=2),
        "one": json.dumps(EVENT),
        "one on lines": json.dumps(EVENT, indent=1),
        "in a file": json.dumps(events_file(events=[EVENT, end])),
    }[form]
    path = tmp_path / "contacts.json"
    path.write_bytes(mark + content.encode())
    found = read(path)
    assert found.events is not None
    kinds = [event.kind for event in found.events]
    assert kinds == (["touchstart"] if "one" in form else ["touchstart", "touchend"])
    assert [press.most for press in found.presses] == [1]
    assert found.repairs == ()


def test_a_line_that_breaks_the_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "contacts.json"
    for line, words in (
        ({**EVENT, "timeStamp": "now"}, 'line 2.timeStamp: expected a number, got "now"'),
        (5, "line 2: expected an object, got 5"),
    ):
        path.write_text(f"{json.dumps(EVENT)}\n{json.dumps(line)}\n", encoding="utf-8")
        with pytest.raises(ContactFileError) as caught:
            read(path)
        assert str(caught.value) == f"{path}: {words}"
    path.write_text(f"{json.dumps(EVENT)}\n{json.dumps(EVENT)[:-20]}", encoding="utf-8")
    with pytest.raises(ContactFileError, match="line 2: expected JSON, column "):
        read(path)


def test_a_pipe_in_small_pieces_is_read_as_a_file_is() -> None:
    class Pipe(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return super().read(min(7, size or 0))

    content = json.dumps(EVENT) + "\n" + json.dumps({**EVENT, "type": "touchmove"})
    found = read_from(ByteSource("a pipe", Pipe(content.encode())))
    assert found.events is not None
    assert len(found.events) == 2
    assert found == read_from(ByteSource("a file", io.BytesIO(content.encode())))


def test_units_of_a_device_are_not_written_as_pixels(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="got units of the device"):
        write(tmp_path / "x.json", Contacts(events=(), in_device_units=True))
    assert list(tmp_path.iterdir()) == []


def test_only_a_recording_has_a_screen_of_a_size(tmp_path: Path) -> None:
    with pytest.raises(ContactFileError, match="expected a recording of Linux"):
        read(written(tmp_path, events_file()), size_mm=(60.0, 110.0))


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.json")
