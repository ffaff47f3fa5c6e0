"""What the driver reports, as the wire has it: lengths in micrometres, lifted contacts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec import wire

if TYPE_CHECKING:
    from emulator.driver import Contact, Report
    from stampcodec import Panel

UM_PER_MM = 1000
# Identifiers are bytes on the wire; a device has far fewer contacts at a time.
IDENTIFIERS = 256
MOST_U16 = 0xFFFF
# HID counts a scan's time in units of 100 microseconds.
SCAN_TIME_US = 100


class ContactWriter:
    """Turns reports into messages; remembers whom it has reported.

    Parameters
    ----------
    panel : Panel
        For what a peak is in counts.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._down: dict[int, Contact] = {}

    def write(self, report: Report, scan: int, time_us: int) -> wire.Contacts:
        """Write the contacts of a scan: those that touch, then those that have been lifted."""
        now = {contact.identifier: contact for contact in report.contacts}
        lifted = [contact for name, contact in self._down.items() if name not in now]
        self._down = now
        written = [self._written(contact, 1) for contact in now.values()]
        written += [self._written(contact, 0) for contact in lifted]
        return wire.Contacts(scan, tuple(written), time_us // SCAN_TIME_US % (MOST_U16 + 1))

    def _written(self, contact: Contact, tip_switch: int) -> wire.Contact:
        across_um = min(round(2 * UM_PER_MM * (contact.radius_mm or 0.0)), MOST_U16)
        counts = round((contact.strength or 0.0) * self._panel.finger_counts)
        return wire.Contact(
            contact.identifier % IDENTIFIERS,
            tip_switch,
            round(UM_PER_MM * contact.x_mm),
            round(UM_PER_MM * contact.y_mm),
            across_um,
            across_um,
            min(counts, MOST_U16),
        )
