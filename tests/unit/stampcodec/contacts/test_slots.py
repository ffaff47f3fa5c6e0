"""The kernel's semantics, event by event."""

from __future__ import annotations

from itertools import chain

import pytest

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import InputEvent
from stampcodec.contacts.slots import MOST_SLOTS, Contact, Scan, Slots
from tests.unit.stampcodec.contacts.recordings import (
    ABS,
    DISTANCE,
    DROPPED,
    ID,
    KEY,
    MAJOR,
    MT_REPORT,
    PRESSURE,
    REPORT,
    SLOT,
    SYN,
    TOUCH,
    X,
    Y,
    packet,
)

Place = tuple[int, int, int]


def scans(*packets: list[InputEvent], slots: Slots | None = None) -> list[Scan]:
    following = slots or Slots()
    found = [following.feed(event) for event in chain(*packets)]
    return [scan for scan in found if scan is not None]


def places(scan: Scan) -> list[Place]:
    return [(contact.identifier, contact.x, contact.y) for contact in scan.contacts]


def listed(time_ms: int, *contacts: tuple[tuple[int, int], ...]) -> list[InputEvent]:
    """Return a report that lists contacts (protocol A)."""
    time_us = 1000 * time_ms
    events: list[InputEvent] = []
    for contact in contacts:
        events += [InputEvent(time_us, ABS, code, value) for code, value in contact]
        events.append(InputEvent(time_us, SYN, MT_REPORT, 0))
    return [*events, InputEvent(time_us, SYN, REPORT, 0)]


def test_only_what_changes_is_sent_and_a_report_tells_all_that_is_down() -> None:
    found = scans(
        packet(0, (ID, 7), (X, 100), (Y, 200), (SLOT, 1), (ID, 8), (X, 300), (Y, 400)),
        packet(10, (X, 301)),
        packet(20, (SLOT, 0), (Y, 201)),
    )
    assert [places(scan) for scan in found] == [
        [(0, 100, 200), (1, 300, 400)],
        [(0, 100, 200), (1, 301, 400)],
        [(0, 100, 201), (1, 301, 400)],
    ]
    assert [scan.time_us for scan in found] == [0, 10_000, 20_000]


def test_a_slot_keeps_its_values_when_another_contact_takes_it() -> None:
    found = scans(
        packet(0, (ID, 7), (X, 100), (Y, 200), (MAJOR, 30), (PRESSURE, 40)),
        packet(10, (ID, -1)),
        packet(20, (ID, 8), (Y, 90)),
    )
    assert [scan.contacts for scan in found] == [
        (Contact(0, 7, 100, 200, 30, 40),),
        (),
        (Contact(1, 8, 100, 90, 30, 40),),
    ]


def test_size_and_pressure_that_are_never_sent_are_unknown() -> None:
    (scan,) = scans(packet(0, (ID, 7), (X, 1), (Y, 2)))
    assert scan.contacts == (Contact(0, 7, 1, 2, None, None),)


def test_a_tracking_identifier_that_changes_is_another_contact_and_the_same_is_not() -> None:
    found = scans(
        packet(0, (ID, 7), (X, 1), (Y, 2)), packet(10, (ID, 7), (X, 3)), packet(20, (ID, 8))
    )
    assert [places(scan) for scan in found] == [[(0, 1, 2)], [(0, 3, 2)], [(1, 3, 2)]]


def test_contacts_stand_in_the_order_of_their_landing_not_of_their_slots() -> None:
    found = scans(
        packet(0, (SLOT, 3), (ID, 1), (X, 1), (Y, 1)), packet(1, (SLOT, 0), (ID, 2), (X, 2), (Y, 2))
    )
    assert places(found[-1]) == [(0, 1, 1), (1, 2, 2)]


def test_what_hovers_does_not_touch() -> None:
    found = scans(
        packet(0, (ID, 7), (X, 1), (Y, 2), (DISTANCE, 5)),
        packet(1, (DISTANCE, 0)),
        packet(2, (DISTANCE, 1)),
    )
    assert [places(scan) for scan in found] == [[], [(0, 1, 2)], []]


def test_lost_events_void_everything_up_to_and_including_the_next_report() -> None:
    slots = Slots()
    lost = [InputEvent(10_000, SYN, DROPPED, 0), *packet(11, (SLOT, 0), (X, 9999), (ID, -1))]
    found = scans(
        packet(0, (ID, 7), (X, 100), (Y, 200)),
        lost,
        # nobody knows which slot this is
        packet(20, (X, 101)),
        packet(30, (SLOT, 0), (X, 102)),
        packet(40, (Y, 202)),
        slots=slots,
    )
    assert [(places(scan), scan.cancelled) for scan in found] == [
        ([(0, 100, 200)], False),
        ([], True),
        # Of the contact neither place is known, then one coordinate: no scan tells of it.
        ([(0, 102, 202)], False),
    ]
    assert (slots.dropped, slots.unplaced) == (1, 2)


def test_nothing_that_was_down_before_lost_events_is_there_once_nothing_touches() -> None:
    lost = [InputEvent(10_000, SYN, DROPPED, 0), InputEvent(10_000, SYN, REPORT, 0)]
    up = [InputEvent(20_000, KEY, TOUCH, 0), InputEvent(20_000, SYN, REPORT, 0)]
    found = scans(packet(0, (ID, 7), (X, 100), (Y, 200)), lost, up)
    assert [(places(scan), scan.cancelled) for scan in found][1:] == [([], True), ([], False)]
    again = scans(packet(0, (ID, 7), (X, 1), (Y, 2)), lost, up, packet(30, (SLOT, 1), (ID, 8)))
    # The values of slots that nobody has sent since are not known.
    assert len(again) == 3


def test_a_contact_that_was_down_before_the_recording_is_taken_from_its_first_place() -> None:
    slots = Slots()
    found = scans(packet(0, (SLOT, 2), (X, 5)), packet(10, (Y, 6)), slots=slots)
    assert [places(scan) for scan in found] == [[(0, 5, 6)]]
    assert (slots.early, slots.unplaced) == (1, 1)
    assert found[0].contacts[0].tracking_id is None


def test_values_of_a_slot_that_is_closed_open_it_not() -> None:
    found = scans(packet(0, (ID, 7), (X, 1), (Y, 2)), packet(1, (ID, -1)), packet(2, (X, 3)))
    assert [places(scan) for scan in found] == [[(0, 1, 2)], [], []]


def test_the_slot_that_was_selected_before_is_the_devices() -> None:
    slots = Slots(Device("", {X: Axis(0, 9), SLOT: Axis(0, 4)}, slot=3))
    (scan,) = scans(
        packet(0, (ID, 7), (X, 1), (Y, 2), (SLOT, 0), (ID, 8), (X, 3), (Y, 4)), slots=slots
    )
    assert places(scan) == [(0, 1, 2), (1, 3, 4)]


@pytest.mark.parametrize(
    ("device", "slot", "most"),
    [
        (Device("", {X: Axis(0, 9), SLOT: Axis(0, 4)}), 5, 4),
        (Device("", {X: Axis(0, 9), SLOT: Axis(0, 10**6)}), MOST_SLOTS, MOST_SLOTS - 1),
        (Device(), 2**31 - 1, MOST_SLOTS - 1),
        (Device(), -1, MOST_SLOTS - 1),
    ],
)
def test_a_slot_that_no_screen_has_is_refused(device: Device, slot: int, most: int) -> None:
    with pytest.raises(ValueError, match=f"expected a slot from 0 to {most}, got {slot}$"):
        scans(packet(0, (SLOT, slot)), slots=Slots(device))


def test_a_report_may_list_all_contacts() -> None:
    one, other = ((X, 1), (Y, 2), (MAJOR, 5)), ((X, 300), (Y, 2), (MAJOR, 5))
    found = scans(
        listed(0, one, other),
        listed(10, ((X, 301), (Y, 2)), ((X, 2), (Y, 2))),
        listed(20, ((X, 3), (Y, 2))),
        listed(30, ()),
        listed(40, one),
    )
    assert [places(scan) for scan in found] == [
        [(0, 1, 2), (1, 300, 2)],
        # told apart by place where nothing names them
        [(0, 2, 2), (1, 301, 2)],
        [(0, 3, 2)],
        [],
        [(2, 1, 2)],
    ]


def test_contacts_that_are_listed_with_names_are_followed_by_them() -> None:
    found = scans(
        listed(0, ((X, 0), (Y, 0), (ID, 4)), ((X, 9), (Y, 0), (ID, 5))),
        listed(1, ((X, 0), (Y, 0), (ID, 5)), ((X, 9), (Y, 0), (ID, 4))),
    )
    assert [places(scan) for scan in found] == [[(0, 0, 0), (1, 9, 0)], [(0, 9, 0), (1, 0, 0)]]


def test_old_drivers_list_a_contact_that_lifts_with_no_size() -> None:
    down = ((X, 1), (Y, 2), (MAJOR, 5))
    found = scans(listed(0, down), listed(1, ((X, 1), (Y, 2), (MAJOR, 0))))
    assert [places(scan) for scan in found] == [[(0, 1, 2)], []]


def test_a_list_does_not_outlive_its_report() -> None:
    button = [InputEvent(1000, KEY, TOUCH, 0), InputEvent(1000, SYN, REPORT, 0)]
    found = scans(listed(0, ((X, 1), (Y, 2))), button)
    assert [places(scan) for scan in found] == [[(0, 1, 2)], []]


def test_a_crowd_is_refused() -> None:
    with pytest.raises(ValueError, match=f"expected {MOST_SLOTS} contacts a report or fewer"):
        scans(listed(0, *[((X, 1), (Y, 2))] * (MOST_SLOTS + 1)))
