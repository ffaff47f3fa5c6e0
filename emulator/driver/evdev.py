"""The kernel: reports become events of Linux multi-touch protocol B, and back.

docs/contacts.md, section 4, has what is emitted when. The text form is that of evemu, whose
``evemu-play`` feeds it to a Linux machine as if a touch screen were there.

References
----------
Linux kernel documentation, "Multi-touch (MT) Protocol".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.driver.report import Contact, Report
from stampcodec.contacts import evemu
from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_PRESSURE,
    ABS_MT_SLOT,
    ABS_MT_TOUCH_MAJOR,
    ABS_MT_TRACKING_ID,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    LIFTED,
    SYN_REPORT,
    InputEvent,
)
from stampcodec.contacts.lines import Lines
from stampcodec.contacts.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.driver._firmware import Firmware
    from stampcodec import Panel
    from stampcodec.contacts.slots import Contact as DeviceContact

# Both are what many controllers have: tracking identifiers of 16 bits, pressure of 8.
MOST_TRACKING_ID, MOST_PRESSURE = 0xFFFF, 0xFF
# Units of position and size a millimetre.  A controller's resolution is a few hundred a millimetre
# at best; this one makes rounding errors of 0.01 mm.
UNITS_PER_MM = 50
# Pressure of an ordinary finger.
FINGER_PRESSURE = 128


def input_events(reports: Iterable[Report]) -> list[InputEvent]:
    """Send reports through protocol B; the inverse of `reports_of`.

    Only what changed in a slot is sent, even by another contact than before, and a report that
    changes nothing not at all. A contact keeps its slot; a new one takes the lowest that is free.

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
            slot = slot_of.pop(identifier)
            sent[slot][ABS_MT_TRACKING_ID] = LIFTED
            changes.append((slot, {ABS_MT_TRACKING_ID: LIFTED}))
        for contact in report.contacts:
            slot = slot_of.setdefault(contact.identifier, _lowest_free(slot_of))
            before, state = sent.setdefault(slot, {}), _state(contact)
            news = {code: value for code, value in state.items() if before.get(code) != value}
            before.update(news)
            if news:
                changes.append((slot, news))
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


def reports_of(events: Iterable[InputEvent]) -> list[Report]:
    """Replay events, as a screen of this resolution sends them; the inverse of `input_events`.

    Returns
    -------
    list of Report
        One for each ``SYN_REPORT``; places rounded to a fiftieth of a millimetre. The protocol has
        no word for a cancelled touch: it is lifted.

    Raises
    ------
    ValueError
        A slot is selected that no screen has.
    """
    slots = Slots()
    scans = [scan for event in events if (scan := slots.feed(event)) is not None]
    return [
        Report(scan.time_us / 1000, tuple(map(_contact, scan.contacts)), scan.cancelled)
        for scan in scans
    ]


def as_text(events: Iterable[InputEvent], panel: Panel, firmware: Firmware) -> str:
    """Describe a touch screen and what it sends, as evemu does; the inverse of `from_text`."""
    wide, high = _units(panel.width_mm), _units(panel.height_mm)
    axes = {
        ABS_MT_SLOT: Axis(0, firmware.most_contacts - 1),
        ABS_MT_TOUCH_MAJOR: Axis(0, max(wide, high), UNITS_PER_MM),
        ABS_MT_POSITION_X: Axis(0, wide, UNITS_PER_MM),
        ABS_MT_POSITION_Y: Axis(0, high, UNITS_PER_MM),
        ABS_MT_TRACKING_ID: Axis(0, MOST_TRACKING_ID),
        ABS_MT_PRESSURE: Axis(0, MOST_PRESSURE),
    }
    return evemu.text(Device(f"emulated {panel.name}", axes), events)


def from_text(text: str) -> list[InputEvent]:
    """Read the events of an evemu recording; the inverse of `as_text`.

    Raises
    ------
    ValueError
        A line is none of evemu's; the message has its number.
    """
    raw = text.encode()
    items = evemu.read(Lines("recording", [raw], len(raw), len(raw)))
    return [item for _, item in items if isinstance(item, InputEvent)]


def _state(contact: Contact) -> dict[int, int]:
    state = {
        ABS_MT_TRACKING_ID: contact.identifier & MOST_TRACKING_ID,
        ABS_MT_POSITION_X: _units(contact.x_mm),
        ABS_MT_POSITION_Y: _units(contact.y_mm),
    }
    if contact.radius_mm is not None:
        state[ABS_MT_TOUCH_MAJOR] = _units(2 * contact.radius_mm)
    if contact.strength is not None:
        state[ABS_MT_PRESSURE] = min(MOST_PRESSURE, round(FINGER_PRESSURE * contact.strength))
    return state


def _contact(contact: DeviceContact) -> Contact:
    size, pressure = contact.size, contact.pressure
    return Contact(
        contact.identifier if contact.tracking_id is None else contact.tracking_id,
        contact.x / UNITS_PER_MM,
        contact.y / UNITS_PER_MM,
        None if size is None else size / UNITS_PER_MM / 2,
        None if pressure is None else pressure / FINGER_PRESSURE,
    )


def _units(length_mm: float) -> int:
    return round(length_mm * UNITS_PER_MM)


def _lowest_free(slot_of: dict[int, int]) -> int:
    taken = set(slot_of.values())
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)
