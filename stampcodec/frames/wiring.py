"""How a sensor's raw frames differ from the panel view, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Wiring:
    """How a sensor's raw data differs from the panel view.

    Attributes
    ----------
    negative : bool
        A touch lowers the counts.
    big_endian : bool
        Byte order of a ``.td16`` file; an ``.npy`` file states its own.
    swap_axes : bool
        Stored as (columns, rows). Undone before the flips.
    flip_x, flip_y : bool
        Columns counted from the right, rows from the bottom.
    """

    negative: bool = False
    big_endian: bool = False
    swap_axes: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def stored_shape(self, rows: int, columns: int) -> tuple[int, int]:
        """Return the shape in which the sensor stores a frame."""
        return (columns, rows) if self.swap_axes else (rows, columns)

    def straightened(self, raw: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return (n, rows, columns) frames in the panel view from (n, ...) as stored."""
        frames = raw.swapaxes(1, 2) if self.swap_axes else raw
        frames = frames[:, :: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]
        if self.negative:
            # -(-32768) does not fit int16; the nearest count does.
            frames = -np.maximum(frames, np.int16(-32767))
        return np.ascontiguousarray(frames, dtype=np.int16)


STRAIGHT = Wiring()
