"""Raw frames: int16 counts, row by row, frame by frame, and nothing else.

References
----------
Linux kernel documentation, V4L2_TCH_FMT_DELTA_TD16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from stampcodec.frames.stored import Stored

TD16 = np.dtype("<i2")


def blocks(stored: Stored) -> Iterator[NDArray[np.generic]]:
    """Return the frames of a raw file or stream, as many at a time as have arrived."""
    size = stored.source.size
    frame_bytes = TD16.itemsize * stored.nodes
    if size is not None and size % frame_bytes:
        stored.fail("", f"expected a multiple of {_frame(stored)}, got {size}")
    dtype = TD16.newbyteorder(">") if stored.big_endian else TD16
    return arriving(stored, dtype, None)


def arriving(
    stored: Stored, dtype: np.dtype[np.generic], count: int | None
) -> Iterator[NDArray[np.generic]]:
    """Yield `count` frames in C order, or all up to the end, as they arrive.

    Raises
    ------
    FrameFileError
        The bytes end inside a frame or before `count` frames.
    """
    frame_bytes = dtype.itemsize * stored.nodes
    pending = b""
    yielded = 0
    while count is None or yielded < count:
        wanted = stored.most if count is None else min(stored.most, count - yielded)
        more = stored.source.some(wanted * frame_bytes - len(pending))
        pending += more
        whole = len(pending) // frame_bytes
        if whole:
            cut = whole * frame_bytes
            frames = np.frombuffer(pending[:cut], dtype)
            pending = pending[cut:]
            yielded += whole
            yield frames.reshape(whole, *stored.shape)
        elif not more:
            break
    if pending or (count is not None and yielded < count):
        expected = "whole frames" if count is None else counted(count, "frame")
        stored.fail(
            "",
            f"expected {expected}, of {frame_bytes} bytes each, the end came after "
            f"{counted(yielded, 'frame')} and {counted(len(pending), 'byte')}",
        )


def _frame(stored: Stored) -> str:
    rows, columns = stored.shape
    return f"{TD16.itemsize * stored.nodes} bytes, int16 frames of {rows} x {columns}"
