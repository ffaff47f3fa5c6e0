from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions, record
from emulator.driver import Contact, Report, drive, firmware
from emulator.driver.evdev import as_text, from_text, input_events, reports_of
from stampcodec import panel
from stampcodec.contacts.inputevent import InputEvent
from tests.unit.emulator.driver.touch_face import five_dots

# linux/input-event-codes.h
SYN, KEY, ABS = 0, 1, 3
SLOT, MAJOR, X, Y, ID, PRESSURE = 0x2F, 0x30, 0x35, 0x36, 0x39, 0x3A
TOUCH = 0x14A


def contact(identifier: int, x_mm: float = 10.0, y_mm: float = 20.0) -> Contact:
    return Contact(identifier, x_mm, y_mm, 3.0, 0.5)


def sent(*reports: Report) -> list[tuple[int, int, int]]:
    return [event[1:] for event in input_events(reports)]


def test_a_contact_that_lands_moves_and_lifts_is_told_as_the_kernel_documents_it() -> None:
    reports = [
        Report(1.0, (contact(45),)),
        Report(2.0, (contact(45, 11.0),)),
        Report(3.0, (contact(45, 11.0),)),
        Report(4.0, ()),
    ]
    assert [event.time_us for event in input_events(reports)][-1] == 4000
    assert sent(*reports) == [
        (ABS, ID, 45),
        (ABS, X, 500),
        (ABS, Y, 1000),
        (ABS, MAJOR, 300),
        (ABS, PRESSURE, 64),
        (KEY, TOUCH, 1),
        (SYN, 0, 0),
        (ABS, X, 550),
        (SYN, 0, 0),
        (ABS, ID, -1),
        (KEY, TOUCH, 0),
        (SYN, 0, 0),
    ]


def test_a_slot_is_selected_only_when_it_changes_and_the_lowest_free_one_is_taken() -> None:
    both, one = (contact(0), contact(1, 40.0)), (contact(1, 40.0),)
    again = (contact(1, 41.0), contact(2, 60.0))
    events = sent(Report(1.0, both), Report(2.0, one), Report(3.0, again))
    slots_and_names = [event[1:] for event in events if event[1] in (SLOT, ID)]
    assert slots_and_names == [
        (ID, 0),
        (SLOT, 1),
        (ID, 1),
        (SLOT, 0),
        (ID, -1),
        (SLOT, 1),
        (SLOT, 0),
        (ID, 2),
    ]


def test_the_button_is_down_as_long_as_anything_touches() -> None:
    events = sent(
        Report(1.0, (contact(0),)),
        Report(2.0, (contact(0), contact(1, 40.0))),
        Report(3.0, (contact(1, 40.0),)),
        Report(4.0, ()),
    )
    assert [event for event in events if event[0] == KEY] == [(KEY, TOUCH, 1), (KEY, TOUCH, 0)]


def of_a_press() -> list[Report]:
    screen = panel("surface")
    take = record(five_dots(), screen, np.random.default_rng(2), None, Conditions(fingers=1))
    return drive(take.frames, take.motion.time_ms, screen, firmware(screen))


def test_the_contacts_of_a_press_come_back_from_its_events() -> None:
    reports = of_a_press()
    replayed = iter([*reports_of(input_events(reports)), Report(np.inf, ())])
    latest, after = Report(-np.inf, ()), next(replayed)
    assert max(len(report.contacts) for report in reports) == 6
    for report in reports:
        # The kernel counts microseconds.
        while after.time_ms <= report.time_ms + 6e-4:
            latest, after = after, next(replayed)
        assert [c.identifier for c in latest.contacts] == [c.identifier for c in report.contacts]
        for found, true in zip(latest.contacts, report.contacts, strict=True):
            numbers = np.array([found[1:], true[1:]], np.float64)
            np.testing.assert_allclose(numbers[0], numbers[1], atol=0.0101)


def test_replaying_and_sending_again_gives_the_same_events() -> None:
    events = input_events(of_a_press())
    assert input_events(reports_of(events)) == events


def test_the_text_is_that_of_evemu_and_reads_back() -> None:
    screen = panel("nexus5")
    events = input_events([Report(1234.567, (contact(7),)), Report(2000.0, ())])
    text = as_text(events, screen, firmware(screen, 5))
    lines = text.splitlines()
    assert lines[0] == "# EVEMU 1.3"
    assert lines[1] == "N: emulated nexus5"
    assert "A: 2f 0 4 0 0 0" in lines
    # 61.5 x 110.7 mm in fiftieths of a millimetre
    assert "A: 35 0 3075 0 0 50" in lines
    assert "A: 36 0 5535 0 0 50" in lines
    assert "E: 1.234567 0003 0039 7" in lines
    assert "E: 2.000000 0003 0039 -1" in lines
    assert from_text(text) == events


def test_bit_masks_have_the_bits_of_their_numbers_eight_bytes_a_line() -> None:
    screen = panel("nexus5")
    masks: dict[str, list[str]] = {}
    for line in as_text([], screen, firmware(screen)).splitlines():
        if line.startswith("B:"):
            row = line[6:].split()
            assert len(row) == 8
            masks.setdefault(line[:5], []).extend(row)
    numbers = {
        head: np.flatnonzero(
            np.unpackbits(np.array([int(byte, 16) for byte in mask], np.uint8), bitorder="little")
        ).tolist()
        for head, mask in masks.items()
    }
    assert numbers == {
        "B: 00": [SYN, KEY, ABS],
        "B: 01": [TOUCH],
        "B: 03": [SLOT, MAJOR, X, Y, ID, PRESSURE],
    }


def test_a_slot_keeps_its_values_when_another_contact_takes_it() -> None:
    again = Report(3.0, (contact(1, 10.0, 21.0),))
    events = input_events([Report(1.0, (contact(0),)), Report(2.0, ()), again])
    last = [event[1:] for event in events if event.time_us == 3000]
    assert last == [(ABS, ID, 1), (ABS, Y, 1050), (KEY, TOUCH, 1), (SYN, 0, 0)]
    assert reports_of(events)[-1] == again


def test_size_and_pressure_that_a_device_does_not_tell_are_unknown() -> None:
    places = [(10.0, 20.0), (30.0, 20.0), (10.0, 40.0), (30.0, 40.0), (20.0, 30.0)]
    contacts = tuple(Contact(n, x, y, None, None) for n, (x, y) in enumerate(places))
    events = input_events([Report(1.0, contacts)])
    assert {event.code for event in events if event.type == ABS} == {SLOT, X, Y, ID}
    assert reports_of(events) == [Report(1.0, contacts)]


def test_a_contact_that_was_down_before_the_recording_is_there() -> None:
    events = [InputEvent(0, ABS, SLOT, 3), InputEvent(0, ABS, X, 50), InputEvent(0, ABS, Y, 100)]
    (report,) = reports_of([*events, InputEvent(5000, SYN, 0, 0)])
    assert report == Report(5.0, (Contact(0, 1.0, 2.0, None, None),))


def test_a_recording_of_another_tool_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(ValueError, match="line 1: expected a line of an evemu recording"):
        from_text("Event: time 1.000000, type 3 (EV_ABS), code 47 (ABS_MT_SLOT), value 0\n")


def test_a_line_that_is_no_event_is_named() -> None:
    with pytest.raises(ValueError, match="line 2: expected"):
        from_text("# EVEMU 1.3\nE: 1 2 3\n")
