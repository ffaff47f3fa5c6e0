"""Recordings: the bytes of a link as the device sent them. docs/protocol.md, clause 9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.wire.decoder import PacketDecoder
from stampcodec.wire.packet import Packet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from stampcodec.wire.decoder import Damaged

CHUNK_BYTES = 1 << 16
# Within that much of a recording stands a packet: a hello comes first.
HEAD_BYTES = 1 << 16


def is_recording(head: bytes) -> bool:
    """Tell whether a file is a recording, from its first `HEAD_BYTES` bytes.

    It is one if an intact packet is among them; by chance one in four thousand million runs would
    be.
    """
    return any(isinstance(item, Packet) for item in PacketDecoder().push(head[:HEAD_BYTES]))


def read_packets(file: BinaryIO, decoder: PacketDecoder) -> Iterator[Packet | Damaged]:
    """Read a recording to its end, piece by piece.

    Parameters
    ----------
    file : binary file
    decoder : PacketDecoder
        Its tally says what was damaged; `learn` may be called between two packets.
    """
    while data := file.read(CHUNK_BYTES):
        yield from decoder.push(data)
    yield from decoder.finish()
