"""What recorded frames hold: corrupt nodes, idle frames, the blobs of single fingers.

The same functions look at emulated frames, so that the two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# A corrupt node stands out of quiet neighbours by this many counts; fingers have no such edges.
IMPULSE_COUNTS = 20.0
QUIET_COUNTS = 12.0
# No touch: the strongest node of a cleaned frame stays below (7 sigma of 1.7 counts is 12).
IDLE_COUNTS = 15.0
# The weakest peak that counts as a finger's.
FINGER_COUNTS = 60.0
# Half the side of the square of nodes that is cut out around a finger's peak.
REACH = 3


def impulses(frames: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Mark nodes that stand alone: large, while all neighbours but one are quiet.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)

    Returns
    -------
    ndarray of bool, shape (n, rows, columns)
    """
    size = np.abs(frames.astype(np.int32))
    return (size >= IMPULSE_COUNTS) & (
        _second_largest_around(size) < np.minimum(QUIET_COUNTS, 0.25 * size)
    )


def cleaned(frames: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """Replace corrupt nodes by the median of their neighbourhood: (n, rows, columns)."""
    result = frames.astype(np.float32)
    frame, row, column = np.nonzero(impulses(frames))
    around = np.pad(result, ((0, 0), (1, 1), (1, 1)), mode="reflect")
    step = np.arange(3)
    patch = around[
        frame[:, None, None], (row[:, None] + step)[:, :, None], (column[:, None] + step)[:, None]
    ]
    result[frame, row, column] = np.median(patch.reshape(-1, 9), axis=1)
    return result


def is_idle(frames: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Tell which frames hold no touch, (n,); corrupt nodes do not count as one."""
    result: npt.NDArray[np.bool_] = cleaned(frames).max(axis=(1, 2)) < IDLE_COUNTS
    return result


@dataclass(frozen=True)
class Blobs:
    """Single fingers, away from the edges and with nothing else on the panel.

    Attributes
    ----------
    index : ndarray of int, shape (m,)
        Where they are among the frames searched.
    frames : ndarray, shape (m, rows, columns), float32
        The cleaned frames.
    row, column : ndarray of int, shape (m,)
        Node of the peak.
    patch : ndarray, shape (m, 7, 7), float32
        The nodes around the peak.
    """

    index: npt.NDArray[np.intp]
    frames: npt.NDArray[np.float32]
    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    patch: npt.NDArray[np.float32]


def single_fingers(frames: npt.NDArray[np.int16]) -> Blobs:
    """Find the frames that hold one finger and nothing else."""
    clean = cleaned(frames)
    n, rows, columns = clean.shape
    row, column = np.divmod(clean.reshape(n, -1).argmax(axis=1), columns)
    inside = (row >= REACH) & (row < rows - REACH) & (column >= REACH) & (column < columns - REACH)
    chosen = np.flatnonzero(inside & (clean.max(axis=(1, 2)) >= FINGER_COUNTS))
    clean, row, column = clean[chosen], row[chosen], column[chosen]
    step = np.arange(-REACH, REACH + 1)
    place = (
        np.arange(len(clean))[:, None, None],
        (row[:, None] + step)[:, :, None],
        (column[:, None] + step)[:, None, :],
    )
    patch = clean[place]
    rest = clean.copy()
    rest[place] = 0
    rim = patch.copy()
    rim[:, 1:-1, 1:-1] = 0
    peak = patch[:, REACH, REACH]
    alone = (rest.max(axis=(1, 2)) < 20) & (rim.max(axis=(1, 2)) < 0.3 * peak)
    return Blobs(chosen[alone], clean[alone], row[alone], column[alone], patch[alone])


def _second_largest_around(size: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Find the second largest of each node's eight neighbours; zeros lie beyond the edge."""
    rows, columns = size.shape[1:]
    padded = np.pad(size, ((0, 0), (1, 1), (1, 1)))
    largest = np.zeros_like(size)
    second = np.zeros_like(size)
    for down in range(3):
        for right in range(3):
            if (down, right) == (1, 1):
                continue
            other = padded[:, down : down + rows, right : right + columns]
            second = np.maximum(second, np.minimum(largest, other))
            largest = np.maximum(largest, other)
    return second
