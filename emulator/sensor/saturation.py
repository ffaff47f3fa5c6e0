"""Saturation of the charge amplifier: large deltas are compressed towards a ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def saturated(
    counts: npt.NDArray[np.float32], ceiling: float, knee: float
) -> npt.NDArray[np.float32]:
    """Compress counts above a knee so that they approach the ceiling and never pass it.

    Below ``knee * ceiling`` nothing changes; above, the rest of the range is approached
    exponentially, with slope 1 at the knee.  Negative deltas are compressed alike.

    Parameters
    ----------
    counts : ndarray, any shape
    ceiling : float
        Largest delta the panel delivers, counts, positive.
    knee : float
        0 (compression from the start) to 1 (hard clipping).

    Returns
    -------
    ndarray, shape of `counts`, float32
    """
    start = np.float32(knee * ceiling)
    size = np.abs(counts)
    over = size > start
    if not over.any():
        return counts
    rest = np.float32(max(ceiling - float(start), 1e-6))
    result = counts.copy()
    above = size[over]
    compressed = start + rest * -np.expm1(-(above - start) / rest)
    result[over] = np.copysign(compressed, counts[over])
    return result
