"""Sense-line crosstalk: a touch shows faintly along the whole column it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def with_crosstalk(counts: npt.NDArray[np.float32], fraction: float) -> npt.NDArray[np.float32]:
    """Add to every node a fraction of the sum over its column, the sense line.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
    fraction : float
        Share of the column's sum; the recorded frames give 2-3 % of a finger's peak along its
        column, a bit under 1 % of the sum.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    result: npt.NDArray[np.float32] = counts + np.float32(fraction) * counts.sum(
        axis=1, keepdims=True
    )
    return result
