"""A frame on the wire: counts of all nodes, plain or coded. docs/protocol.md, clauses 6.1 and 7."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from stampcodec._panel import MOST_LINES
from stampcodec.argument import whole
from stampcodec.arrayargument import array
from stampcodec.wire._core import kernel
from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.wire.layout import Content

TD16 = np.dtype("<i2")
# Bits that the code spends on a row, and on a node, at the least.
LEAST_ROW_BITS, LEAST_NODE_BITS = 6, 1


class Coding(IntEnum):
    """How the counts of a frame stand in its packet."""

    PLAIN = 0
    RICE = 1


@dataclass(frozen=True, eq=False)
class Frame(Message):
    """The counts of one scan.

    Attributes
    ----------
    scan : int
        Scans since the device started; contacts of the same scan have the same number.
    counts : ndarray of int16, shape (rows, columns)
        Deltas, touch positive; read-only.
    coding : int
        One of `Coding`: how to send it, or how it was received. Where the code would not be
        shorter, the frame is sent plain. Two frames are equal whatever their coding.
    """

    NAME: ClassVar[str] = "frame"
    LAYOUT: ClassVar[Layout] = Layout(
        0x10, "scan:u32 rows:u16 columns:u16 coding:u8 frame_data:bytes"
    )

    scan: int
    counts: NDArray[np.int16]
    coding: int = Coding.RICE

    def __post_init__(self) -> None:
        """Check and freeze the counts.

        Raises
        ------
        TypeError, ValueError
            The counts are no int16 (rows, columns), or the coding is unknown.
        """
        counts = array("counts", self.counts, np.int16, (-1, -1))
        for name, lines in zip(("rows", "columns"), counts.shape, strict=True):
            whole(name, lines, 1, MOST_LINES)
        if self.coding not in tuple(Coding):
            raise ValueError(f"coding: expected 0 (plain) or 1 (rice), got {self.coding}")
        if counts.flags.writeable:
            counts = counts.copy()
            counts.flags.writeable = False
        object.__setattr__(self, "counts", counts)

    def __eq__(self, other: object) -> bool:
        """Compare scan and counts."""
        if not isinstance(other, Frame):
            return NotImplemented
        return self.scan == other.scan and np.array_equal(self.counts, other.counts)

    __hash__ = None  # type: ignore[assignment]

    def values(self) -> dict[str, Content]:
        """Return what stands on the wire."""
        coded = encode_counts(self.counts) if self.coding == Coding.RICE else None
        return {
            "scan": self.scan,
            "rows": self.counts.shape[0],
            "columns": self.counts.shape[1],
            "coding": Coding.PLAIN if coded is None else Coding.RICE,
            "frame_data": self.counts.astype(TD16).tobytes() if coded is None else coded,
        }

    @classmethod
    def of(cls, values: dict[str, Content]) -> Frame | None:
        """Make the frame of what was received; None where the data is no such frame."""
        match values:
            case {
                "rows": int(rows),
                "columns": int(columns),
                "coding": int(coding),
                "frame_data": bytes(data),
            }:
                counts = _counts(data, rows, columns, coding)
            case _:
                return None
        scan = values.get("scan", 0)
        if counts is None or not isinstance(scan, int):
            return None
        return cls(scan, counts, coding)


def encode_counts(counts: NDArray[np.int16]) -> bytes | None:
    """Code counts without loss; the inverse of `decode_counts`.

    Parameters
    ----------
    counts : ndarray of int16, shape (rows, columns)
        Any values, C order, at least one node.

    Returns
    -------
    bytes or None
        None: the code would not be shorter than 2 bytes a node.
    """
    out = bytearray(2 * counts.size - 1)
    length = kernel.encode(counts, out)
    return None if length < 0 else bytes(out[:length])


def decode_counts(data: bytes, rows: int, columns: int) -> NDArray[np.int16] | None:
    """Decode counts; the inverse of `encode_counts`.

    Returns
    -------
    ndarray of int16, shape (rows, columns), or None
        None: `data` is no code of such a frame. No more memory is taken than 32 bytes for each
        byte of `data`, whatever `rows` and `columns` are.
    """
    if rows * (LEAST_ROW_BITS + LEAST_NODE_BITS * columns) > 8 * len(data):
        return None
    counts = np.empty((rows, columns), np.int16)
    if not kernel.decode(data, counts):
        return None
    counts.flags.writeable = False
    return counts


def _counts(data: bytes, rows: int, columns: int, coding: int) -> NDArray[np.int16] | None:
    if not (1 <= rows <= MOST_LINES and 1 <= columns <= MOST_LINES):
        return None
    if coding == Coding.RICE:
        return decode_counts(data, rows, columns)
    if coding != Coding.PLAIN or len(data) != TD16.itemsize * rows * columns:
        return None
    return np.frombuffer(data, TD16).astype(np.int16, copy=False).reshape(rows, columns)
