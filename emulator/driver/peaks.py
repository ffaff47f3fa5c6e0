"""Peaks: nodes that no neighbour exceeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


class Peaks(NamedTuple):
    """Peaks of `n` frames, frame by frame and row by row: the order in which they are scanned.

    Attributes
    ----------
    frame, row, column : ndarray of int, shape (m,)
    patch : ndarray, shape (m, 3, 3)
        The peak and its neighbours, counts; NaN off the panel.
    """

    frame: npt.NDArray[np.intp]
    row: npt.NDArray[np.intp]
    column: npt.NDArray[np.intp]
    patch: npt.NDArray[np.float64]

    def only(self, wanted: npt.NDArray[np.bool_]) -> Peaks:
        """Keep some of them."""
        return Peaks(self.frame[wanted], self.row[wanted], self.column[wanted], self.patch[wanted])


def find_peaks(frames: npt.NDArray[np.int16], least_counts: float) -> Peaks:
    """Find the nodes of at least so many counts that are the highest of their neighbourhood.

    Of equal nodes side by side the first is the peak::

        >  >  >        the peak exceeds the neighbours that were scanned before it
        >  o  >=       and is not exceeded by those after it
        >= >= >=

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    least_counts : float

    Returns
    -------
    Peaks
    """
    frame, row, column = np.nonzero(frames >= least_counts)
    rows, columns = frames.shape[1:]
    step = np.arange(-1, 2)
    down, right = row[:, None, None] + step[:, None], column[:, None, None] + step
    outside = (down < 0) | (down >= rows) | (right < 0) | (right >= columns)
    patch = frames[
        frame[:, None, None], np.clip(down, 0, rows - 1), np.clip(right, 0, columns - 1)
    ].astype(np.float64)
    around = np.where(outside, -np.inf, patch).reshape(-1, 9)
    middle = around[:, 4:5]
    above, below = middle > around[:, :4], middle >= around[:, 5:]
    highest: npt.NDArray[np.bool_] = np.all(np.concatenate([above, below], axis=1), axis=1)
    return Peaks(frame, row, column, np.where(outside, np.nan, patch)).only(highest)
