"""Consistent overhead byte stuffing. docs/protocol.md, clauses 2.1 to 2.3."""

from __future__ import annotations

from stampcodec.wire._core import kernel
from stampcodec.wire.packet import encoded_bytes


def stuff(data: bytes) -> bytes:
    """Encode bytes so that none is zero; the inverse of `unstuff`. No delimiter is added."""
    out = bytearray(encoded_bytes(len(data)))
    length = kernel.stuff(data, out)
    return bytes(out[:length])


def unstuff(data: bytes) -> bytes | None:
    """Decode bytes; the inverse of `stuff`.

    Returns
    -------
    bytes or None
        None: they end within a block, or hold a zero.
    """
    out = bytearray(len(data))
    length = kernel.unstuff(data, out)
    return None if length < 0 else bytes(out[:length])
