"""A packet: a message with its header, between zeros. docs/protocol.md, clauses 2 and 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stampcodec.wire._core import kernel

if TYPE_CHECKING:
    from stampcodec.wire.message import Message, Unknown

HEADER_BYTES, CRC_BYTES = kernel.SIZES["header"], kernel.SIZES["crc"]
DELIMITER = b"\0"
# Header, payload and CRC before COBS: a frame of 32,000 nodes. A device says what it needs.
MOST_PACKET_BYTES = 65_536
SEQUENCES = 1 << 32


class Packet(NamedTuple):
    """An intact packet as it was received.

    Attributes
    ----------
    message : Message or Unknown
    time_us : int
        The sender's clock, microseconds since it started.
    sequence : int
        The sender's count of packets, from 0.
    boot : int
        Which start of the device it is; 0 from a client.
    """

    message: Message | Unknown
    time_us: int
    sequence: int
    boot: int


def encoded_bytes(n: int) -> int:
    """Return how long `n` bytes may become by COBS, without a delimiter."""
    return n + n // 254 + 1


class PacketWriter:
    """Numbers the packets of one sender and writes them.

    Parameters
    ----------
    boot : int
        Starts of the device, of which 16 bits are sent; 0 for a client.
    """

    def __init__(self, boot: int = 0) -> None:
        self.boot = boot % (1 << 16)
        self.sequence = 0
        self._begun = False

    def write(self, message: Message, time_us: int = 0) -> bytes:
        """Write a packet, its closing zero included; before the first one stands a zero too.

        Parameters
        ----------
        message : Message
        time_us : int
            What the header says, 0 to 2^64 - 1.

        Raises
        ------
        ValueError
            A number does not fit its field, or the packet is longer than `MOST_PACKET_BYTES`.
        """
        payload = message.LAYOUT.pack(message.values())
        n = HEADER_BYTES + len(payload) + CRC_BYTES
        if n > MOST_PACKET_BYTES:
            raise ValueError(f"packet: expected {MOST_PACKET_BYTES} bytes or fewer, got {n}")
        if not 0 <= time_us < 1 << 64:
            raise ValueError(f"time_us: expected 0 to 2^64 - 1, got {time_us}")
        out = bytearray(encoded_bytes(n) + 1)
        number = message.LAYOUT.number
        length = kernel.packet(number, self.boot, self.sequence, time_us, payload, out)
        self.sequence = (self.sequence + 1) % SEQUENCES
        first, self._begun = not self._begun, True
        return (DELIMITER if first else b"") + bytes(memoryview(out)[:length])
