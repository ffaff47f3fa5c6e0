"""The kernel: reports become events of Linux multi-touch protocol B, and back.

docs/contacts.md, section 4, has what is emitted when. The text form is that of evemu, whose
``evemu-play`` feeds it to a Linux machine as if a touch screen were there.

References
----------
Linux kernel documentation, "Multi-touch (MT) Protocol".
include/uapi/linux/input-event-codes.h: the numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from emulator.driver.report import Contact, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from emulator.driver.firmware import Firmware
    from stampcodec.panel import Panel

EV_SYN, EV_KEY, EV_ABS = 0x00, 0x01, 0x03
SYN_REPORT = 0x00
BTN_TOUCH = 0x14A
ABS_MT_SLOT = 0x2F
ABS_MT_TOUCH_MAJOR = 0x30
ABS_MT_POSITION_X = 0x35
ABS_MT_POSITION_Y = 0x36
ABS_MT_TRACKING_ID = 0x39
ABS_MT_PRESSURE = 0x3A
# Both are what many controllers have: tracking identifiers of 16 bits, pressure of 8.
MOST_TRACKING_ID, MOST_PRESSURE = 0xFFFF, 0xFF
LIFTED = -1
# Units of position and size a millimetre.  A controller's resolution is a few hundred a millimetre
# at best; this one makes rounding errors of 0.01 mm.
UNITS_PER_MM = 50
# Pressure of an ordinary finger.
FINGER_PRESSURE = 128


class InputEvent(NamedTuple):
    """``struct input_event``."""

    time_us: int
    type: int
    code: int
    value: int


def input_events(reports: Iterable[Report]) -> list[InputEvent]:
    """Send reports through protocol B; the inverse of `reports_of`.

    Only what changed is sent, and a report that changes nothing not at all. A contact keeps its
    slot; a new one takes the lowest that is free.

    Parameters
    ----------
    reports : iterable of Report
        Ascending in time.

    Returns
    -------
    list of InputEvent
    """
    events: list[InputEvent] = []
    slot_of: dict[int, int] = {}
    sent: dict[int, dict[int, int]] = {}
    selected = 0
    for report in reports:
        time_us = round(1000 * report.time_ms)
        was_touched = bool(slot_of)
        present = {contact.identifier for contact in report.contacts}
        changes: list[tuple[int, dict[int, int]]] = []
        for identifier in [identifier for identifier in slot_of if identifier not in present]:
            changes.append((slot_of.pop(identifier), {ABS_MT_TRACKING_ID: LIFTED}))
            del sent[identifier]
        for contact in report.contacts:
            identifier, state = contact.identifier, _state(contact)
            if identifier not in slot_of:
                slot_of[identifier] = _lowest_free(slot_of)
                sent[identifier] = {}
            before = sent[identifier]
            news = {code: value for code, value in state.items() if before.get(code) != value}
            sent[identifier] = state
            if news:
                changes.append((slot_of[identifier], news))
        packet: list[InputEvent] = []
        for slot, values in changes:
            if slot != selected:
                packet.append(InputEvent(time_us, EV_ABS, ABS_MT_SLOT, slot))
                selected = slot
            packet += [InputEvent(time_us, EV_ABS, code, value) for code, value in values.items()]
        if was_touched != bool(slot_of):
            packet.append(InputEvent(time_us, EV_KEY, BTN_TOUCH, int(bool(slot_of))))
        if packet:
            events += [*packet, InputEvent(time_us, EV_SYN, SYN_REPORT, 0)]
    return events


def reports_of(events: Sequence[InputEvent]) -> list[Report]:
    """Replay events of protocol B; the inverse of `input_events`.

    Returns
    -------
    list of Report
        One for each ``SYN_REPORT``; places rounded to a fiftieth of a millimetre. The protocol has
        no word for a cancelled touch: it is lifted.

    Raises
    ------
    ValueError
        A slot is changed that holds no contact.
    """
    reports: list[Report] = []
    slots: dict[int, dict[int, int]] = {}
    selected = 0
    for event in events:
        if (event.type, event.code) == (EV_SYN, SYN_REPORT):
            contacts = sorted(_contact(slot) for slot in slots.values())
            reports.append(Report(event.time_us / 1000, tuple(contacts)))
        elif event.type != EV_ABS:
            continue
        elif event.code == ABS_MT_SLOT:
            selected = event.value
        elif event.code == ABS_MT_TRACKING_ID and event.value == LIFTED:
            slots.pop(selected, None)
        elif event.code == ABS_MT_TRACKING_ID:
            slots[selected] = {ABS_MT_TRACKING_ID: event.value}
        elif selected in slots:
            slots[selected][event.code] = event.value
        else:
            raise ValueError(f"slot {selected}: holds no contact, expected a tracking identifier")
    return reports


def as_text(events: Iterable[InputEvent], panel: Panel, firmware: Firmware) -> str:
    """Describe a touch screen and what it sends, as evemu does; the inverse of `from_text`."""
    wide, high = _units(panel.width_mm), _units(panel.height_mm)
    axes = {
        ABS_MT_SLOT: (firmware.most_contacts - 1, 0),
        ABS_MT_TOUCH_MAJOR: (max(wide, high), UNITS_PER_MM),
        ABS_MT_POSITION_X: (wide, UNITS_PER_MM),
        ABS_MT_POSITION_Y: (high, UNITS_PER_MM),
        ABS_MT_TRACKING_ID: (MOST_TRACKING_ID, 0),
        ABS_MT_PRESSURE: (MOST_PRESSURE, 0),
    }
    lines = [
        "# EVEMU 1.3",
        f"N: emulated {panel.name}",
        "I: 0018 0000 0000 0001",
        # INPUT_PROP_DIRECT: the touch is where the picture is.
        _bits("P:", [1]),
        _bits("B: 00", [EV_SYN, EV_KEY, EV_ABS]),
        _bits("B: 01", [BTN_TOUCH]),
        _bits("B: 03", axes),
        *(f"A: {code:02x} 0 {most} 0 0 {per_mm}" for code, (most, per_mm) in axes.items()),
        *(
            f"E: {event.time_us // 1_000_000}.{event.time_us % 1_000_000:06d} "
            f"{event.type:04x} {event.code:04x} {event.value}"
            for event in events
        ),
    ]
    return "\n".join(lines) + "\n"


EVENT_LINE = re.compile(r"E: (\d+)\.(\d{6}) ([0-9a-f]{4}) ([0-9a-f]{4}) (-?\d+)")


def from_text(text: str) -> list[InputEvent]:
    """Read the events of an evemu recording; the inverse of `as_text`.

    Raises
    ------
    ValueError
        An event's line is none; the message has its number.
    """
    events = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("E:"):
            continue
        match = EVENT_LINE.match(line)
        if match is None:
            raise ValueError(f"line {number}: expected 'E: seconds type code value'")
        seconds, micros, kind, code, value = match.groups()
        time_us = 1_000_000 * int(seconds) + int(micros)
        events.append(InputEvent(time_us, int(kind, 16), int(code, 16), int(value)))
    return events


def _state(contact: Contact) -> dict[int, int]:
    return {
        ABS_MT_TRACKING_ID: contact.identifier & MOST_TRACKING_ID,
        ABS_MT_POSITION_X: _units(contact.x_mm),
        ABS_MT_POSITION_Y: _units(contact.y_mm),
        ABS_MT_TOUCH_MAJOR: _units(2 * contact.radius_mm),
        ABS_MT_PRESSURE: min(MOST_PRESSURE, round(FINGER_PRESSURE * contact.strength)),
    }


def _contact(slot: dict[int, int]) -> Contact:
    return Contact(
        slot[ABS_MT_TRACKING_ID],
        slot[ABS_MT_POSITION_X] / UNITS_PER_MM,
        slot[ABS_MT_POSITION_Y] / UNITS_PER_MM,
        slot[ABS_MT_TOUCH_MAJOR] / UNITS_PER_MM / 2,
        slot[ABS_MT_PRESSURE] / FINGER_PRESSURE,
    )


def _units(length_mm: float) -> int:
    return round(length_mm * UNITS_PER_MM)


def _lowest_free(slot_of: dict[int, int]) -> int:
    taken = set(slot_of.values())
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def _bits(head: str, numbers: Iterable[int]) -> str:
    """Write a set of numbers as a bit mask, bytes in ascending order, at least eight of them."""
    mask = sum(1 << number for number in numbers)
    length = max(8, -(-mask.bit_length() // 64) * 8)
    return f"{head} {mask.to_bytes(length, 'little').hex(' ')}"
