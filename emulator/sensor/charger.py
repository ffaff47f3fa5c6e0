"""Charger noise: what a bad charger puts on the device enters at the touch, on its sense lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def charger_noise(
    counts: npt.NDArray[np.float32], amplitude: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw common-mode noise for the columns that are touched.

    The charger moves the device against the body; where the body touches, the sense line picks
    the difference up.  Rows are driven one after the other, all columns sensed at once, so one
    interferer is a sine over the rows whose phase steps by the same unknown angle from row to row.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
        The frames' delta; a column's share in the noise is its sum over the largest column's.
    amplitude : float
        Counts, peak, on the most touched column.
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32

    References
    ----------
    "Noise wars: projected capacitance strikes back against internal noise", EDN, March 2012: the
    noise couples in only in the presence of touch, up to 40 V peak to peak.
    """
    n, rows, _ = counts.shape
    touched = np.maximum(counts.sum(axis=1), 0)
    most = touched.max(axis=1, keepdims=True)
    share = np.divide(touched, most, out=np.zeros_like(touched), where=most > 0)
    phase = 2 * np.pi * rng.random((n, 1))
    step = 2 * np.pi * rng.random((n, 1))
    wave = (amplitude * np.sin(phase + step * np.arange(rows))).astype(np.float32)
    result: npt.NDArray[np.float32] = wave[:, :, None] * share[:, None, :]
    return result
