"""The kernel's multi-touch protocols: which contacts are down after each report.

Protocol B, with slots: only values that changed are sent, and a slot keeps its values when a
contact leaves it, so the next contact in it may be sent without a place::

    slot 0   tracking 7, x 100, y 200 │ x 101 │ tracking -1 │ tracking 8, y 90     = (101, 90)

Protocol A, without: every report lists all contacts with all their values, each followed by
``SYN_MT_REPORT``.

After ``SYN_DROPPED`` events are missing, up to and including the next ``SYN_REPORT``. The places of
all contacts are unknown from then on until they are sent again, and so is the slot selected.

References
----------
Linux kernel documentation, "Multi-touch (MT) Protocol"; drivers/input/input.c, which drops values
that did not change; "Linux Input Subsystem: Event Codes", SYN_DROPPED.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from stampcodec.contacts.device import Device
from stampcodec.contacts.inputevent import (
    ABS_MT_DISTANCE,
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_PRESSURE,
    ABS_MT_SLOT,
    ABS_MT_TOOL_Y,
    ABS_MT_TOUCH_MAJOR,
    ABS_MT_TRACKING_ID,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    PLACE,
    SYN_DROPPED,
    SYN_MT_REPORT,
    SYN_REPORT,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stampcodec.contacts.inputevent import InputEvent

# More than any screen has: the largest that is known of has 60.
MOST_SLOTS = 100


class Contact(NamedTuple):
    """One contact, in units of the device."""

    identifier: int
    """The same from landing to lift, never used again; counts up as contacts land."""
    tracking_id: int | None
    """The kernel's name for it; None where it was down before the recording, or has none."""
    x: int
    y: int
    size: int | None
    """Long axis of the area that touches; None where the device does not tell."""
    pressure: int | None
    """None where the device does not tell."""


class Scan(NamedTuple):
    """All contacts that touch after one report, in the order of their landing."""

    time_us: int
    contacts: tuple[Contact, ...]
    cancelled: bool = False
    """Contacts that were down before are lost, because events are."""


@dataclass
class _Slot:
    """A slot: its values outlive the contact that is in it."""

    values: dict[int, int] = field(default_factory=dict)
    identifier: int | None = None
    is_told: bool = False
    """Whether events have told since when it is open or closed."""
    contact: Contact | None = None
    """What the values say, until one of them changes."""


class Slots:
    """Follows the contacts of one device, event by event.

    Parameters
    ----------
    device : Device
        Says which protocol it speaks; where it says nothing, the events do.

    Attributes
    ----------
    early : int
        Contacts that were down already when the recording began, or went on after lost events.
    unplaced : int
        Reports left out because the place of a contact was not known.
    dropped : int
        Times that events were lost.
    is_multi_touch : bool
        Whether an event of several contacts was seen.
    """

    def __init__(self, device: Device = Device()) -> None:  # noqa: B008 - a frozen value
        self.early = self.unplaced = self.dropped = 0
        self.is_multi_touch = False
        self._identifiers = count()
        self._most_slot = MOST_SLOTS - 1
        if ABS_MT_SLOT in device.axes:
            self._most_slot = min(self._most_slot, device.axes[ABS_MT_SLOT].most)
        self._lists = device.lists_contacts
        self._slots: dict[int, _Slot] = {}
        self._selected: int | None = device.slot
        self._packet: dict[int, int] = {}
        self._packets: list[dict[int, int]] = []
        self._listed: tuple[Contact, ...] = ()
        # What the report before told, until something changes.
        self._told: tuple[Contact, ...] | None = None
        self._is_void = False

    def feed(self, event: InputEvent) -> Scan | None:
        """Take one event.

        Returns
        -------
        Scan or None
            What is down, after a ``SYN_REPORT``; None after other events, and where the place of
            a contact is not known.

        Raises
        ------
        ValueError
            The event selects a slot that the device does not have.
        """
        if event.type == EV_SYN:
            if event.code == SYN_DROPPED:
                self._is_void = True
            elif event.code == SYN_REPORT:
                return self._end_of_lost(event.time_us) if self._is_void else self._scan(event)
            elif event.code == SYN_MT_REPORT and not self._is_void:
                self._end_packet()
        elif self._is_void:
            return None
        elif event.type == EV_ABS and ABS_MT_SLOT <= event.code <= ABS_MT_TOOL_Y:
            self.is_multi_touch = True
            self._change(event.code, event.value)
        elif event.type == EV_KEY and event.code == BTN_TOUCH and not event.value:
            self._close_unplaced()
        return None

    def _change(self, code: int, value: int) -> None:
        if code == ABS_MT_SLOT:
            if not 0 <= value <= self._most_slot:
                raise ValueError(f"expected a slot from 0 to {self._most_slot}, got {value}")
            self._selected = value
            return
        self._packet[code] = value
        if self._selected is None or self._lists:
            return
        slot = self._slots.setdefault(self._selected, _Slot())
        slot.contact, self._told = None, None
        if code != ABS_MT_TRACKING_ID:
            slot.values[code] = value
            if code in PLACE and slot.identifier is None and not slot.is_told:
                slot.identifier = next(self._identifiers)
                self.early += 1
        elif value < 0:
            slot.identifier, slot.is_told = None, True
            slot.values.pop(ABS_MT_TRACKING_ID, None)
        elif slot.identifier is None or slot.values.get(ABS_MT_TRACKING_ID) != value:
            slot.identifier, slot.is_told = next(self._identifiers), True
            slot.values[ABS_MT_TRACKING_ID] = value

    def _end_packet(self) -> None:
        """End one contact of a report that lists them all."""
        if not self._lists:
            # Nothing described the device, and what came so far was taken for a slot's.
            self.is_multi_touch = self._lists = True
            self.early, self._identifiers = 0, count()
            self._slots.clear()
        if len(self._packets) == MOST_SLOTS:
            raise ValueError(f"expected {MOST_SLOTS} contacts a report or fewer, got more")
        self._packets.append(self._packet)
        self._packet = {}

    def _end_of_lost(self, time_us: int) -> Scan:
        self._is_void = False
        self.dropped += 1
        self._selected = None
        self._packets, self._packet, self._listed = [], {}, ()
        self._told = None
        for slot in self._slots.values():
            slot.values.clear()
            slot.is_told, slot.contact = False, None
        return Scan(time_us, (), cancelled=True)

    def _close_unplaced(self) -> None:
        """Nothing touches any more: so what has no place is not there."""
        for slot in self._slots.values():
            if slot.identifier is not None and not _is_placed(slot.values):
                slot.identifier, self._told = None, None

    def _scan(self, event: InputEvent) -> Scan | None:
        if self._lists:
            told = self._listed_contacts()
        elif self._told is None:
            told = self._contacts_in_slots()
        else:
            told = self._told
        self._packet, self._told = {}, told
        if told is None:
            self.unplaced += 1
            return None
        return Scan(event.time_us, told)

    def _listed_contacts(self) -> tuple[Contact, ...] | None:
        contents = [*self._packets, self._packet] if self._packet else self._packets
        self._packets = []
        listed = [
            values
            for values in contents
            if values and _is_pressed(values) and values.get(ABS_MT_DISTANCE, 0) <= 0
        ]
        if not all(_is_placed(values) for values in listed):
            return None
        self._listed = _followed(self._listed, listed, self._identifiers)
        return tuple(sorted(self._listed))

    def _contacts_in_slots(self) -> tuple[Contact, ...] | None:
        contacts = []
        for slot in self._slots.values():
            if slot.identifier is None or slot.values.get(ABS_MT_DISTANCE, 0) > 0:
                continue
            if not _is_placed(slot.values):
                return None
            if slot.contact is None:
                slot.contact = _contact(slot.identifier, slot.values)
            contacts.append(slot.contact)
        return tuple(sorted(contacts))


def _is_placed(values: dict[int, int]) -> bool:
    return ABS_MT_POSITION_X in values and ABS_MT_POSITION_Y in values


def _is_pressed(values: dict[int, int]) -> bool:
    """Tell a listed contact from one that lifts, which old drivers list once more, of size 0."""
    return values.get(ABS_MT_TOUCH_MAJOR, values.get(ABS_MT_PRESSURE, 1)) > 0


def _contact(identifier: int, values: dict[int, int]) -> Contact:
    return Contact(
        identifier,
        values.get(ABS_MT_TRACKING_ID),
        values[ABS_MT_POSITION_X],
        values[ABS_MT_POSITION_Y],
        values.get(ABS_MT_TOUCH_MAJOR),
        values.get(ABS_MT_PRESSURE),
    )


def _followed(
    before: tuple[Contact, ...], listed: list[dict[int, int]], identifiers: Iterable[int]
) -> tuple[Contact, ...]:
    """Say which of the contacts listed are those of the report before.

    The kernel's name decides where there is one; else the nearest pair of all first, as
    long as there are any.
    """
    fresh = iter(identifiers)
    named: dict[int | None, Contact] = {
        contact.tracking_id: contact for contact in before if contact.tracking_id is not None
    }
    left = [contact for contact in before if contact.tracking_id is None]
    nameless = [n for n, values in enumerate(listed) if ABS_MT_TRACKING_ID not in values]
    pairs = sorted(
        (
            (listed[n][ABS_MT_POSITION_X] - contact.x) ** 2
            + (listed[n][ABS_MT_POSITION_Y] - contact.y) ** 2,
            n,
            contact.identifier,
        )
        for n in nameless
        for contact in left
    )
    same: dict[int, int] = {}
    for _, n, identifier in pairs:
        if n not in same and identifier not in same.values():
            same[n] = identifier
    for n, values in enumerate(listed):
        name = values.get(ABS_MT_TRACKING_ID)
        if name in named:
            same[n] = named.pop(name).identifier
    return tuple(
        _contact(same[n] if n in same else next(fresh), values) for n, values in enumerate(listed)
    )
