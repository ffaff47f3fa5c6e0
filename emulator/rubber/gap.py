"""A gap under a dot: air, dirt or wear between rubber and glass weakens the contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass


def through_gap(
    gap_mm: npt.ArrayLike, glass: Glass, permittivity: float = 1.0
) -> npt.NDArray[np.float32]:
    """Compute what is left of a contact's strength through a gap.

    Cover glass and gap are plate capacitors in series, so the capacitance falls by
    ``t / (t + e * gap)`` with `t` the glass over its permittivity and `e` one over the gap's.
    A tenth of a millimetre of air halves the contact.

    Parameters
    ----------
    gap_mm : array_like, any shape
        Height of the gap, mm; below zero counts as zero.
    glass : Glass
        For the cover glass.
    permittivity : float
        Relative, of what fills the gap: 1 for air, about 3 for paper, grease and dust.

    Returns
    -------
    ndarray, shape of `gap_mm`, float32
        1 for no gap.
    """
    equivalent_mm = glass.cover_mm / glass.cover_permittivity
    gap = np.maximum(np.asarray(gap_mm, dtype=np.float64), 0.0) / permittivity
    result: npt.NDArray[np.float32] = (equivalent_mm / (equivalent_mm + gap)).astype(np.float32)
    return result


def tilted_gap_mm(
    uv_mm: npt.NDArray[np.float32],
    height_mm: npt.ArrayLike,
    direction_deg: npt.ArrayLike,
    outline_mm: npt.ArrayLike,
) -> npt.NDArray[np.float64]:
    """Compute the gap under points of a face that stands on one edge or corner.

    Parameters
    ----------
    uv_mm : ndarray, shape (n, k, 2)
        Points in face coordinates, mm.
    height_mm : array_like, shape (n,)
        Of the outline's furthest point above the glass; its nearest one touches.
    direction_deg : array_like, shape (n,)
        Where the face rises to, clockwise from the face's u axis.
    outline_mm : array_like, shape (n,)
        Side of the square face.

    Returns
    -------
    ndarray, shape (n, k)
        Gap, mm, 0 to `height_mm` within the outline.
    """
    angle = np.deg2rad(np.asarray(direction_deg, dtype=np.float64))
    rise_u, rise_v = np.cos(angle), np.sin(angle)
    span_mm = np.asarray(outline_mm) * (np.abs(rise_u) + np.abs(rise_v))
    along_mm = uv_mm[..., 0] * rise_u[..., None] + uv_mm[..., 1] * rise_v[..., None]
    result: npt.NDArray[np.float64] = (np.asarray(height_mm)[..., None]) * (
        0.5 + along_mm / span_mm[..., None]
    )
    return result
