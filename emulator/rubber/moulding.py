"""Moulding errors: where the rubber's dots really are, by tolerance class of ISO 3302-1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.tolerance import FACTOR, M2_MM, UP_TO_MM

if TYPE_CHECKING:
    import numpy.typing as npt


def tolerance_mm(dimension_mm: npt.ArrayLike, moulding: str) -> npt.NDArray[np.float64]:
    """Look up the tolerance (plus or minus, mm) of a dimension in class "M2" or "M3".

    Raises
    ------
    ValueError
        If the class is unknown.
    """
    if moulding not in FACTOR:
        raise ValueError(f"tolerance class {moulding!r}: expected one of {', '.join(FACTOR)}")
    step = np.searchsorted(UP_TO_MM, np.asarray(dimension_mm, dtype=np.float64))
    table = np.array(M2_MM) * FACTOR[moulding]
    result: npt.NDArray[np.float64] = table[np.minimum(step, len(table) - 1)]
    return result


def moulded(
    uv_mm: npt.NDArray[np.float32], moulding: str, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw where the dots of moulded faces really are.

    Each dot is off by an error uniform per axis within the class's tolerance for its distance
    from the centre of the face.

    Parameters
    ----------
    uv_mm : ndarray, shape (n, n_dots, 2)
        Nominal centres in face coordinates, mm.
    moulding : str
        "M2" or "M3".
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, n_dots, 2), float32

    Raises
    ------
    ValueError
        If the class is unknown.
    """
    limit = tolerance_mm(np.hypot(uv_mm[..., 0], uv_mm[..., 1]), moulding).astype(np.float32)
    error = rng.random(uv_mm.shape, dtype=np.float32) * 2 - 1
    result: npt.NDArray[np.float32] = uv_mm + error * limit[..., None]
    return result
