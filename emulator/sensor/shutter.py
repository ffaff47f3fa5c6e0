"""The shutter: many frames at once, each scanned row by row.

What the device does for one frame (`emulator.device.scan`), done for a block of frames. Between a
few pictures of the glass, spread over the time of a scan, each row is interpolated linearly::

    time of the scan   0        1/3        2/3         1
    pictures           P0        P1         P2        P3
    row of the frame   0 . . . . . . . . . . . . . .  last     row r mixes the two around it

Of a scan in which hardly anything moves, the first and the last picture are enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

# Pictures of one scan. At 0.5 m/s a face moves 0.5 mm between two of five, which leaves an error of
# a count; tests hold it against the device's own scan.
PICTURES = 5
# Where the first and the last of them differ by no more counts, those between are not made: a face
# then moves by some 0.03 mm, and the error falls with the square of that.
STILL_COUNTS = 1.0


def shuttered(
    whole_at: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float32]],
    starts: npt.NDArray[np.float64],
    scan: float,
) -> npt.NDArray[np.float32]:
    """Scan the glass, frame by frame.

    Parameters
    ----------
    whole_at : callable
        Takes moments, shape (m,), and returns what the panel would
        measure if it measured all rows at once: (m, rows, columns).
    starts : ndarray, shape (n,)
        When each scan begins.
    scan : float
        How long a scan takes, in the unit of `starts`; 0 for all rows at once.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    if not scan:
        return whole_at(starts)
    moments = starts[:, None] + scan * np.linspace(0.0, 1.0, PICTURES)
    ends = whole_at(moments[:, [0, -1]].ravel())
    ends = ends.reshape(len(starts), 2, *ends.shape[1:])
    result = _interpolated(ends)
    moving = (np.abs(ends[:, 1] - ends[:, 0]) > STILL_COUNTS).any(axis=(1, 2))
    if moving.any():
        between = whole_at(moments[moving, 1:-1].ravel())
        between = between.reshape(-1, PICTURES - 2, *between.shape[1:])
        first, last = ends[moving, :1], ends[moving, 1:]
        result[moving] = _interpolated(np.concatenate([first, between, last], axis=1))
    return result


def _interpolated(pictures: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Mix m pictures of each scan, (n, m, rows, columns), into its frame."""
    m, rows = pictures.shape[1:3]
    at = (np.arange(rows) + 0.5) / rows * (m - 1)
    first = np.minimum(at.astype(np.intp), m - 2)
    later = (at - first).astype(np.float32)[:, None]
    row = np.arange(rows)
    result: npt.NDArray[np.float32] = pictures[:, first, row] * (1 - later)
    result += pictures[:, first + 1, row] * later
    return result
