"""Retransmission: a conductor that nobody grounds passes the drive signal on to the sense lines.

A conductor k above the glass has a plate capacitance Ct_i to every drive row i, Cr_j to every sense
column j and Cg to ground.  Eliminating its node from the network (star-mesh transform) leaves
between row i and column j the extra mutual capacitance ::

    dC_ij = Ct_i * Cr_j / (sum Ct + sum Cr + Cg)

Touch lowers the mutual capacitance and counts positive, so this is subtracted from the delta.  It
is rank one for each conductor: a pedestal over the whole crossing of the rows and columns that the
conductor covers.  Many joined dots ground each other because each adds to the sums.

From coverage to picofarad: a node that is wholly covered has `plate_pf` to its row and as much to
its column, so Ct_i is plate_pf times the coverage summed along row i.  From picofarad to counts:
`counts_per_pf`, see ``glass.toml``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass


def retransmitted(
    covered: npt.NDArray[np.float32], cg_pf: npt.ArrayLike, glass: Glass
) -> npt.NDArray[np.float32]:
    """Compute the counts that one conductor per frame takes away from every node.

    Parameters
    ----------
    covered : ndarray, shape (n, rows, columns)
        Share of every node covered by the conductor.
    cg_pf : float or ndarray, shape (n,)
        Capacitance of the conductor to the device's ground, pF; it may differ from frame to frame.
    glass : Glass
        For `plate_pf` and `counts_per_pf`.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        Counts, not negative; zero where nothing is covered.

    References
    ----------
    Apple, US patent 9,075,483, "Negative pixel compensation".  The elimination is the star-mesh
    transform (A. Rosen, "A new network theorem", J. IEE 62, 1924).
    """
    to_rows = glass.plate_pf * covered.sum(axis=2)
    to_columns = glass.plate_pf * covered.sum(axis=1)
    total = to_rows.sum(axis=1) + to_columns.sum(axis=1) + np.asarray(cg_pf, dtype=np.float32)
    scale = np.divide(glass.counts_per_pf, total, out=np.zeros_like(total), where=total > 0)
    result: npt.NDArray[np.float32] = (to_rows * scale[:, None])[:, :, None] * to_columns[:, None]
    return result
