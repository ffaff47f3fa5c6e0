"""What a controller says of itself: panel, limits, and the longest packet that it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.limits import LEAST_HZ, MOST_HZ
from emulator.device.scan import SCAN_S
from stampcodec import wire

if TYPE_CHECKING:
    from stampcodec import Panel

# Packets other than frames and contacts (docs/protocol.md, 2.8).
MOST_OTHER_BYTES = 276


def description(panel: Panel) -> wire.Description:
    """Return what a controller of that panel says of itself."""
    frame = wire.Frame(0, np.zeros((panel.rows, panel.columns), np.int16), wire.Coding.PLAIN)
    # Those that touch and those that have been lifted.
    contacts = wire.Contacts(0, (wire.Contact(0, 0, 0, 0),) * (2 * panel.max_contacts))
    longest = max(len(message.LAYOUT.pack(message.values())) for message in (frame, contacts))
    return wire.Description(
        panel,
        device="emulated touch controller",
        firmware="stampcodec emulator",
        scan_hz=(LEAST_HZ, MOST_HZ),
        row_us=1e6 * SCAN_S / panel.rows,
        packet_bytes=max(wire.HEADER_BYTES + longest + wire.CRC_BYTES, MOST_OTHER_BYTES),
    )
