"""Any text gives contacts or the documented error; what a recording tells is kept."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stampcodec.bytesource import ByteSource
from stampcodec.contactfile import read_from, text
from stampcodec.contacts import evemu, libinput
from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import InputEvent
from stampcodec.contacts.lines import Lines
from stampcodec.contacts.slots import Slots
from stampcodec.errors import ContactFileError
from stampcodec.touchevent import END, START, Moment, Touch, moments, touch_events
from tests.unit.stampcodec.contacts.recordings import (
    ABS,
    DEVICE,
    FORMS,
    ID,
    REPORT,
    SLOT,
    SYN,
    X,
    Y,
    press,
    read_text,
)

form = pytest.mark.parametrize("form", FORMS)
whole = st.integers(-(2**31), 2**31 - 1)
events = st.builds(
    InputEvent,
    st.integers(0, 10**12),
    st.sampled_from([0, 1, 3, 4]),
    st.sampled_from([0, 1, 2, 3, 0x2F, 0x30, 0x35, 0x36, 0x39, 0x3A, 0x3B, 0x14A]),
    st.one_of(st.integers(-2, 12), whole),
)


def read_or_refused(raw: bytes) -> None:
    """Read contacts, and expect that they are whole or refused in the documented way."""
    try:
        found = read_from(ByteSource("x", BytesIO(raw), len(raw)))
    except ContactFileError as error:
        problem = str(error)
    else:
        times = [event.time_ms for event in found.events or ()]
        assert all(one <= other for one, other in pairwise(times))
        for event in found.events or ():
            down = {touch.identifier for touch in event.touches}
            assert len(down) == len(event.touches)
            assert event.changed
        return
    assert "\n" not in problem
    assert problem.startswith("x: ")


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refused(raw)


@form
@settings(max_examples=100)
@given(data=st.data())
def test_any_damage_to_a_recording_is_read_or_refused(form: str, data: st.DataObject) -> None:
    raw = FORMS[form](DEVICE, press(1)).encode()
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(raw))] * 2)))
    other = FORMS[data.draw(st.sampled_from(sorted(FORMS)))](DEVICE, press(1)).encode()
    patch = data.draw(st.one_of(st.binary(max_size=40), st.just(other), st.just(b"")))
    read_or_refused(raw[:first] + patch + raw[last:])


json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside),
    max_leaves=6,
)
FIELDS = ("type", "timeStamp", "changedTouches", "touches", "pointerId", "clientX", "clientY")
KINDS = ("touchstart", "touchmove", "touchend", "pointerdown", "pointermove", "pointerup")
touch = st.fixed_dictionaries(
    {"identifier": st.integers(0, 6), "clientX": whole, "clientY": st.integers(-9, 9)}
)
touch_lists = st.lists(touch, max_size=5) | json_values
event = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS), "timeStamp": st.floats(-1e3, 1e3) | json_values},
    optional={
        "changedTouches": touch_lists,
        "touches": touch_lists,
        "pointerId": st.integers(0, 3) | json_values,
        "clientX": st.integers(-9, 9),
        "clientY": st.integers(-9, 9),
        "pressure": json_values,
    },
)


@settings(max_examples=300)
@given(st.lists(event | json_values, max_size=6), st.sampled_from(["list", "lines", "file"]))
def test_any_json_is_read_or_refused(rows: list[object], packing: str) -> None:
    found = {
        "list": json.dumps(rows),
        "lines": "\n".join(json.dumps(row) for row in rows),
        "file": json.dumps({"format": "contacts/1", "events": rows}),
    }[packing]
    read_or_refused(found.encode())


@settings(max_examples=200)
@given(st.lists(events, max_size=60))
def test_what_is_written_as_evemu_reads_back(sent: list[InputEvent]) -> None:
    raw = evemu.text(DEVICE, sent).encode()
    items = [item for _, item in evemu.read(Lines("x", [raw], 1000, len(raw)))]
    assert items == [DEVICE, *sent]


@settings(max_examples=100)
@given(
    st.lists(events, max_size=40),
    st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters='"\\\x7f')),
)
def test_libinputs_yaml_is_read_as_a_yaml_library_reads_it(
    sent: list[InputEvent], name: str
) -> None:
    known = [event for event in sent if (event.type, event.code) in ((ABS, X), (ABS, ID), (SYN, 0))]
    device = Device(name, DEVICE.axes)
    recording = FORMS["libinput"](device, known)
    document = yaml.safe_load(recording)["devices"][0]
    raw = recording.encode()
    first, *items = [item for _, item in libinput.read(Lines("x", [raw], 10_000, len(raw)))]
    assert isinstance(first, Device)
    assert {
        code: [axis.least, axis.most, 0, 0, axis.per_mm] for code, axis in first.axes.items()
    } == document["evdev"]["absinfo"]
    rows = [row for each in document["events"] or [] for row in each.get("evdev", [])]
    assert items == [InputEvent(s * 1_000_000 + us, *what) for s, us, *what in rows] == known


class Model:
    """A screen of slots, moved at random: what is down, and what the kernel sends of it."""

    def __init__(self, n: int) -> None:
        self.slots: list[tuple[int, int, int] | None] = [None] * n
        self.sent: list[dict[int, int]] = [{} for _ in range(n)]
        self.selected, self.landed = 0, 0

    def step(self, changes: dict[int, tuple[int, int] | None], time_us: int) -> list[InputEvent]:
        out: list[InputEvent] = []
        for slot, place in sorted(changes.items()):
            before = self.slots[slot]
            if place is None:
                self.slots[slot], state = None, {ID: -1}
            else:
                if before is None:
                    self.landed += 1
                name = before[0] if before is not None else self.landed - 1
                self.slots[slot] = (name, *place)
                state = {ID: name, X: place[0], Y: place[1]}
            if before is None and place is None:
                continue
            news = {c: v for c, v in state.items() if self.sent[slot].get(c) != v}
            self.sent[slot] |= news
            if news and slot != self.selected:
                out.append(InputEvent(time_us, ABS, SLOT, slot))
                self.selected = slot
            out += [InputEvent(time_us, ABS, code, value) for code, value in news.items()]
        return [*out, InputEvent(time_us, SYN, REPORT, 0)]


places = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=300)
@given(st.lists(st.dictionaries(st.integers(0, 5), places, max_size=6), max_size=20))
def test_what_a_kernel_sends_tells_what_is_down_after_every_report(
    steps: list[dict[int, tuple[int, int] | None]],
) -> None:
    model, slots = Model(6), Slots(Device("", {X: Axis(0, 3), SLOT: Axis(0, 5)}))
    for n, changes in enumerate(steps):
        scan = None
        for sent in model.step(changes, n):
            scan = slots.feed(sent)
        assert scan is not None
        found = [(contact.tracking_id, contact.x, contact.y) for contact in scan.contacts]
        assert found == sorted(slot for slot in model.slots if slot is not None)
    assert (slots.early, slots.unplaced, slots.dropped) == (0, 0, 0)


@settings(max_examples=200)
@given(st.lists(st.dictionaries(st.integers(0, 5), st.tuples(whole, whole)), max_size=12))
def test_moments_come_back_from_the_events_they_make(
    steps: list[dict[int, tuple[int, int]]],
) -> None:
    told = [
        Moment(float(n), tuple(Touch(k, *map(float, place)) for k, place in sorted(step.items())))
        for n, step in enumerate(steps)
    ]
    made = touch_events(told)
    assert {e.kind for e in made if not e.touches} <= {END}
    assert {e.kind for e in made[:1]} <= {START}
    now: tuple[Touch, ...] = ()
    replayed = {moment.time_ms: moment.touches for moment in moments(made)}
    for moment in told:
        now = replayed.get(moment.time_ms, now)
        assert now == moment.touches


@form
def test_a_recording_becomes_a_contact_file_that_says_the_same(form: str) -> None:
    found = read_text(FORMS[form](DEVICE, press()))
    again = read_text(text(found))
    assert again == found
