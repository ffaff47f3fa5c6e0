"""Spikes: nodes that stand alone, as no conductor does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# Of 1,000 recorded Nexus 5 fingers 999 have a second neighbour of 0.196 of their peak or more
# (`emulator.recorded.recording.single_fingers`, 4,244 of them).
ALONE = 0.196


def is_spike(patch: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which peaks have no second neighbour worth mentioning.

    One may be a spike too, or the flank of a touch nearby.

    Parameters
    ----------
    patch : ndarray, shape (m, 3, 3)
        Counts, the peak in the middle; NaN off the panel.

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    around = np.delete(patch.reshape(-1, 9), 4, axis=1)
    second = np.sort(np.where(np.isnan(around), -np.inf, around), axis=1)[:, -2]
    alone: npt.NDArray[np.bool_] = second < ALONE * patch[:, 1, 1]
    return alone
