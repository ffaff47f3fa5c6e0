"""A contact file says all of its contacts, and nothing but a contact file is taken for one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stampcodec.contactfile import Contacts, read, text, write
from stampcodec.errors import ContactFileError
from stampcodec.testing import touch_events
from stampcodec.touchevent import END, START, Touch, TouchEvent
from stampcodec.touchpress import find_presses

px = st.floats(-1e5, 1e5)
scales = st.none() | st.floats(1e-3, 100.0)


@given(touch_events(), scales)
def test_any_recording_survives_its_file(
    events: tuple[TouchEvent, ...], scale: float | None
) -> None:
    again = through_a_file(Contacts(events=events, px_per_mm=scale))
    assert again.events == events
    assert again.px_per_mm == scale


@given(st.lists(st.lists(st.tuples(px, px), max_size=8), max_size=5), scales)
def test_any_points_survive_their_file(
    sets: list[list[tuple[float, float]]], scale: float | None
) -> None:
    points = tuple(np.array(rows, dtype=np.float64).reshape(-1, 2) for rows in sets)
    again = through_a_file(Contacts(points=points, px_per_mm=scale))
    assert [found.tolist() for found in again.points] == [given.tolist() for given in points]
    assert again.px_per_mm == scale


@given(touch_events())
def test_presses_part_the_time_that_anything_is_down(events: tuple[TouchEvent, ...]) -> None:
    found = find_presses(events)
    end_ms = -1.0
    for press in found:
        assert end_ms <= press.start_ms <= press.end_ms
        end_ms = press.end_ms
        t, k, two = press.samples.shape
        assert t > 0
        assert two == 2
        assert 0 < k <= press.most
        assert 0 <= press.lasts_ms <= press.end_ms - press.start_ms
    assert bool(found) <= any(event.touches for event in events)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
TOUCH = Touch(3, 10.0, 20.0, 3.0, 3.0, 0.0, 0.5)
EVENTS = (TouchEvent(START, 1.0, (TOUCH,), (TOUCH,)), TouchEvent(END, 9.0, (TOUCH,), ()))


@given(data=st.data(), value=JSON)
def test_a_file_with_anything_in_one_place_loads_or_is_refused_in_one_line(
    data: st.DataObject, value: Any
) -> None:
    document = json.loads(text(Contacts(events=EVENTS, px_per_mm=6.0)))
    event = document["events"][0]
    touch = event["touches"][0]
    place = data.draw(st.sampled_from([document, event, touch]))
    place[data.draw(st.sampled_from([*place, "extra"]))] = value
    assert complaints(json.dumps(document).encode()) <= 1


@given(value=JSON)
def test_points_of_any_kind_load_or_are_refused_in_one_line(value: Any) -> None:
    document = {"format": "contacts/1", "points": value}
    assert complaints(json.dumps(document).encode()) <= 1


@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_one_line(content: bytes) -> None:
    assert complaints(content) == 1


def through_a_file(contacts: Contacts) -> Contacts:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "contacts.json")
        write(path, contacts)
        return read(path)


def complaints(content: bytes) -> int:
    """Count the lines of the complaint about a file; 0 where it loads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "contacts.json")
        path.write_bytes(content)
        try:
            find_presses(read(path).events or ())
        except ContactFileError as error:
            return len(str(error).splitlines())
        return 0
