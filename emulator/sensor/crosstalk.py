"""Crosstalk along the lines: what a touch leaves on the rest of its column and of its row.

Both are linear in the touch, so that many dots on one line add up.  In the recorded frames the
trace along a column is strong between the touch and the first row and fades towards the last one,
the more so the nearer the touch is to the last row: what a resistive sense line shows whose
amplifier sits behind the last row, since two nodes share the line from the nearer one onwards ::

    row 0  . . r0 ~~~~~ r ~~~~~~~~ last row |> amplifier
                        |<- shared by r0 and r: rows - 1 - max(r, r0) nodes of line ->|
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def with_crosstalk(
    counts: npt.NDArray[np.float32], fraction: float, reach_nodes: float
) -> npt.NDArray[np.float32]:
    """Add what every node of a column, the sense line, passes on to the others.

    Node r0 adds to node r, itself included, ``fraction * (rows - 1 - max(r, r0)) / rows *
    exp(-|r - r0| / reach_nodes)`` of its counts.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
    fraction : float
        Share that two nodes at the far end of the line would pass to each other.
    reach_nodes : float
        Over so many rows the share falls by e, besides; may be infinite.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    row = np.arange(counts.shape[1])
    common = 1.0 - (np.maximum(row[:, None], row) + 1) / len(row)
    share = fraction * common * np.exp(-np.abs(row[:, None] - row) / reach_nodes)
    result: npt.NDArray[np.float32] = counts + share.astype(np.float32) @ counts
    return result


def with_undershoot(counts: npt.NDArray[np.float32], fraction: float) -> npt.NDArray[np.float32]:
    """Take off a share of the sum over each row, the drive line, along the whole row.

    All columns are sensed together while one row is driven; what they have in common is taken for
    noise of that row.
    """
    result: npt.NDArray[np.float32] = counts - np.float32(fraction) * counts.sum(
        axis=2, keepdims=True
    )
    return result
