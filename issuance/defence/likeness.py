"""A quick look at how two presses tremble: which of many earlier ones are worth the careful one.

::

    earlier    ~~~~~~~~~~~~~~~~           all of them (m, 10 u)
    now       ····xxxxxxxxxxxx····        laid at every offset (o, 10 u): one product of matrices

Mean and drift are taken from each press as a whole here, not from every run that overlaps, so the
deviate is a rough one, and what is let through is looked at again. A product of matrices costs
2 us a press of 20 samples where the careful look takes 90.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from issuance.defence.series import Complex, about_drift
from stampcodec.touch.numbers import N_DOTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

COORDINATES = 2 * N_DOTS
TINY = np.float32(1e-12)


def likeness(
    places: Complex, block: Complex, lengths: NDArray[np.intp], need: NDArray[np.intp]
) -> Numbers:
    """Correlate the trembling of a press with that of many others.

    Parameters
    ----------
    places : complex (t, 5)
    block : complex (m, u, 5)
        Other presses, each followed by zeros.
    lengths : int (m,)
        Samples of each.
    need : int (m,)
        Samples of each that must overlap.

    Returns
    -------
    float32 (m,)
        Of each, the largest rough deviate at any offset.
    """
    u = block.shape[1]
    there = np.arange(u) < lengths[:, None]
    theirs = _about_drift(_coordinates(block), lengths, there).reshape(len(block), -1)
    mine = _laid(_coordinates(about_drift(places)), u)
    here = _laid(np.ones((len(places), 1), np.float32), u)
    masks = there.astype(np.float32)
    n = masks @ here.T
    together = theirs @ mine.T
    sizes = _energy(theirs, u) @ here.T * (masks @ _energy(mine, u).T)
    deviates = together * np.sqrt(COORDINATES * np.maximum(n - 2, 0) / np.maximum(sizes, TINY))
    best: Numbers = np.where(n >= need[:, None], deviates, 0).max(axis=1)
    return best


def _about_drift(points: Numbers, lengths: NDArray[np.intp], there: NDArray[np.bool_]) -> Numbers:
    """Take mean and drift from each press (m, u, 10), as `about_drift`; zeros stay zeros."""
    n = lengths[:, None]
    time = np.where(there, np.arange(points.shape[1]) - (n - 1) / 2, 0).astype(np.float32)
    spread = np.maximum(n * (n**2 - 1) / 12, 1).astype(np.float32)
    line = np.stack([there.astype(np.float32), time], axis=2)
    mean_and_slope = line.transpose(0, 2, 1) @ points
    mean_and_slope /= np.stack([n.astype(np.float32), spread], axis=1)
    about: Numbers = points - line @ mean_and_slope
    return about


def _coordinates(trembling: Complex) -> Numbers:
    """Write points as pairs of numbers: (..., 5) to (..., 10)."""
    return np.concatenate([trembling.real, trembling.imag], axis=-1).astype(np.float32)


def _laid(samples: Numbers, u: int) -> Numbers:
    """Lay samples (t, k) beside u others at every offset that overlaps: (t + u - 1, k u)."""
    t, k = samples.shape
    padded = np.zeros((t + 2 * (u - 1), k), np.float32)
    padded[u - 1 : u - 1 + t] = samples
    return sliding_window_view(padded.ravel(), k * u)[::k].copy()


def _energy(rows: Numbers, u: int) -> Numbers:
    """Sum the squares of each sample: (m, 10 u) to (m, u)."""
    energy: Numbers = (rows**2).reshape(len(rows), u, -1).sum(axis=2)
    return energy
