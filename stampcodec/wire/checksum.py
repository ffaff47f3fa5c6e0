"""CRC-32 as zlib has it: the checksum of packets and of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.wire._core import kernel

if TYPE_CHECKING:
    from typing_extensions import Buffer


def crc32(data: Buffer, crc: int = 0) -> int:
    """Return the CRC-32 of bytes, or extend `crc`, that of the bytes before.

    References
    ----------
    docs/protocol.md, clause 2.4.
    """
    return kernel.crc32(data, crc)
