"""The device's own counters. docs/protocol.md, clause 5.6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message


@dataclass(frozen=True)
class Counters(Message):
    """What a device has done and lost since it started.

    Attributes
    ----------
    scans : int
        Scans completed.
    overruns : int
        Scans that began late, because the one before took too long.
    packets_sent, bytes_sent : int
        Packets handed to the line, and their bytes on it, delimiters included.
    frames_dropped, contacts_dropped : int
        Frames and contact reports that were never sent, because the line was too slow.
    bytes_dropped : int
        Bytes that those would have taken on the line.
    packets_received : int
        Good packets of known type from the client.
    packets_bad : int
        Whatever else arrived: damaged, of unknown type, malformed.
    bytes_bad : int
        The bytes of those.
    watchdog_stops : int
        Times that streams were stopped because the client was silent.
    watchdog_resets : int
        Restarts by the device's own watchdog; these alone are kept over a restart.
    """

    NAME: ClassVar[str] = "counters"
    LAYOUT: ClassVar[Layout] = Layout(
        0x04,
        "scans:u64 overruns:u64 packets_sent:u64 bytes_sent:u64 frames_dropped:u64 "
        "contacts_dropped:u64 bytes_dropped:u64 packets_received:u64 packets_bad:u64 "
        "bytes_bad:u64 watchdog_stops:u32 watchdog_resets:u32",
    )

    scans: int = 0
    overruns: int = 0
    packets_sent: int = 0
    bytes_sent: int = 0
    frames_dropped: int = 0
    contacts_dropped: int = 0
    bytes_dropped: int = 0
    packets_received: int = 0
    packets_bad: int = 0
    bytes_bad: int = 0
    watchdog_stops: int = 0
    watchdog_resets: int = 0
