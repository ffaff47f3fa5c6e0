"""The baseline that deltas are taken from: it drifts, and the controller makes it follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def drift_field(
    n: int, shape: tuple[int, int], counts: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw slow offsets that warmth leaves on the panel: a level and a slope across it.

    Parameters
    ----------
    n : int
    shape : (rows, columns)
    counts : float
        RMS of each of level, slope down and slope across (over half the panel).
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    rows, columns = shape
    level, down, across = counts * rng.standard_normal((3, n, 1, 1), dtype=np.float32)
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)
    result: npt.NDArray[np.float32] = level + down * y + across * x
    return result


def adapted(counts: npt.NDArray[np.float32], rate: float, gate: float) -> npt.NDArray[np.float32]:
    """Let the baseline follow what looks idle, frame after frame.

    ::

        delta = counts - baseline
        baseline += rate * delta      where |delta| < gate

    A touch above the gate is left alone; a weak one is eaten away while it stands, and leaves its
    negative when it is lifted.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
        Frames in order of time, against the first baseline.
    rate : float
        Share of the delta that the baseline takes on per frame, 0 to 1.
    gate : float
        Counts.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    result = np.empty_like(counts)
    baseline = np.zeros(counts.shape[1:], dtype=np.float32)
    for frame, delta in zip(counts, result, strict=True):
        np.subtract(frame, baseline, out=delta)
        baseline += np.float32(rate) * np.where(np.abs(delta) < gate, delta, 0)
    return result
