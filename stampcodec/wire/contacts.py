"""Contacts on the wire, under the names of HID. docs/protocol.md, clause 6.2.

References
----------
USB HID Usage Tables 1.5, page 0x0D: contact identifier 0x51, contact count 0x54, scan time 0x56,
tip switch 0x42, width 0x48, height 0x49, tip pressure 0x30; page 0x01: X 0x30, Y 0x31.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message

if TYPE_CHECKING:
    from stampcodec.wire.layout import Content


CONTACT_BYTES = 16


@dataclass(frozen=True)
class Contact:
    """One contact of a scan.

    Attributes
    ----------
    contact_identifier : int
        The same as long as the contact lasts, 0 to 255.
    tip_switch : int
        1: it touches; 0: it has just been lifted, this is its last report.
    x_um, y_um : int
        In the panel view, micrometres.
    width_um, height_um : int
        Extent along x and y, micrometres; 0: unknown.
    pressure : int
        Peak, counts; 0: unknown.
    """

    contact_identifier: int
    tip_switch: int
    x_um: int
    y_um: int
    width_um: int = 0
    height_um: int = 0
    pressure: int = 0


@dataclass(frozen=True)
class Contacts(Message):
    """All contacts of one scan.

    Attributes
    ----------
    scan : int
        Scans since the device started.
    contacts : tuple of Contact
    scan_time : int
        HID's: units of 100 microseconds, modulo 65536. The time in the header does not wrap.
    """

    NAME: ClassVar[str] = "contacts"
    LAYOUT: ClassVar[Layout] = Layout(
        0x11,
        "scan:u32 scan_time:u16 contact_count:u8 contacts:records",
        "contact_identifier:u8 tip_switch:u8 x_um:i32 y_um:i32 width_um:u16 height_um:u16 "
        "pressure:u16",
    )

    scan: int
    contacts: tuple[Contact, ...]
    scan_time: int = 0

    def values(self) -> dict[str, Content]:
        """Return what stands on the wire."""
        return {
            "scan": self.scan,
            "scan_time": self.scan_time,
            "contact_count": len(self.contacts),
            "contacts": [asdict(contact) for contact in self.contacts],
        }

    @classmethod
    def of(cls, values: dict[str, Content]) -> Contacts | None:
        """Make the contacts of what was received; None where count and contacts differ."""
        match values:
            case {"contact_count": int(count), "contacts": list(records)} if count == len(records):
                pass
            case _:
                return None
        known = {field.name for field in fields(Contact)}
        try:
            contacts = tuple(
                Contact(**{name: int(record[name]) for name in known & record.keys()})
                for record in records
            )
        except TypeError:
            return None
        scan, scan_time = values.get("scan", 0), values.get("scan_time", 0)
        if not isinstance(scan, int) or not isinstance(scan_time, int):
            return None
        return cls(scan, contacts, scan_time)
