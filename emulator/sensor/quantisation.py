"""Quantisation: what leaves the sensor is whole counts of 8 or 16 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def quantised(counts: npt.NDArray[np.float32], bits: int) -> npt.NDArray[np.int16]:
    """Round to whole counts and clip to the range of a signed word of `bits` bits.

    Returns
    -------
    ndarray of int16, shape of `counts`
        8-bit panels too deliver ``TD16``; their values stay within -128..127.
    """
    top = (1 << (bits - 1)) - 1
    result: npt.NDArray[np.int16] = np.clip(np.rint(counts), -top - 1, top).astype(np.int16)
    return result
