"""The outermost rows and columns: half of their field lies beyond the electrodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def with_outer_lines(counts: npt.NDArray[np.float32], share: float) -> npt.NDArray[np.float32]:
    """Leave a share of every delta in the first and last row and column; both in the corners.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
    share : float
        1 for a panel whose outermost lines are like the others.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        `counts` itself where the share is 1.
    """
    if share == 1:
        return counts
    rows, columns = counts.shape[1:]
    down, across = np.ones(rows, dtype=np.float32), np.ones(columns, dtype=np.float32)
    down[[0, -1]] = across[[0, -1]] = share
    result: npt.NDArray[np.float32] = counts * (down[:, None] * across)
    return result
