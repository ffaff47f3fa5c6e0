"""Merging: two touches nearer than the controller can tell apart are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def merged(
    xy_mm: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], separation_mm: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Unite the touches of one frame, the nearest two first, until all are far enough apart.

    Parameters
    ----------
    xy_mm : ndarray, shape (m, 2)
    counts : ndarray, shape (m,)
        Above 0: how much each pulls the united touch towards itself.
    separation_mm : float

    Returns
    -------
    kept : ndarray of int, shape (k,)
        The strongest of each group, ascending.
    xy_mm : ndarray, shape (k, 2)
        The group's mean, weighted by counts.
    """
    place, weight, strongest = xy_mm.copy(), counts.astype(np.float64), np.arange(len(xy_mm))
    while len(place) > 1:
        across = place[:, None] - place[None]
        apart = np.hypot(across[..., 0], across[..., 1])
        np.fill_diagonal(apart, np.inf)
        one, other = np.unravel_index(apart.argmin(), apart.shape)
        if apart[one, other] >= separation_mm:
            break
        both = weight[one] + weight[other]
        place[one] = (weight[one] * place[one] + weight[other] * place[other]) / both
        if counts[strongest[other]] > counts[strongest[one]]:
            strongest[one] = strongest[other]
        weight[one] = both
        rest = np.arange(len(place)) != other
        place, weight, strongest = place[rest], weight[rest], strongest[rest]
    order = np.argsort(strongest)
    return strongest[order], place[order]
