"""The footprint of a face: where its dots really are, and how well each touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.rubber.gap import through_gap, tilted_gap_mm
from emulator.rubber.moulding import moulded
from emulator.rubber.sites import draw_contacts
from emulator.rubber.wear import dirty, draw_bridges, worn

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator._conditions import Conditions
    from emulator.rubber.sites import Sites
    from emulator.screen.glass import Glass


@dataclass(frozen=True)
class Footprint:
    """The contacts of `n` faces in face coordinates.

    Attributes
    ----------
    uv_mm : ndarray, shape (n, k, 2), float32
    strength : ndarray, shape (n, k), float32
        1 for full contact, 0 for none.
    size : ndarray of int, shape (n, k)
        Index into the diameters of the `Sites` that it was drawn from.
    """

    uv_mm: npt.NDArray[np.float32]
    strength: npt.NDArray[np.float32]
    size: npt.NDArray[np.intp]


def draw_footprint(
    every: Sites,
    outline_mm: npt.NDArray[np.float64],
    conditions: Conditions,
    glass: Glass,
    rng: np.random.Generator,
) -> Footprint:
    """Mould the faces, draw which sites touch, and what wear, dirt and tilt leave of each.

    Parameters
    ----------
    every : Sites
        One face for each press.
    outline_mm : ndarray, shape (n,)
        Side of each face.
    conditions : Conditions
    glass : Glass
    rng : numpy Generator

    Raises
    ------
    ValueError
        If a face has fewer dots or empty sites than the conditions take or fill.
    """
    touch = draw_contacts(every, conditions, rng)
    uv_mm = every.uv_mm
    if conditions.moulding is not None:
        uv_mm = moulded(uv_mm, conditions.moulding, rng)
    # Only the sites that touch are worth the walk over the grid: they go first.
    first = np.argsort(~touch, axis=1, kind="stable")[:, : int(touch.sum(axis=1).max())]
    row = np.arange(len(touch))[:, None]
    uv_mm, size = uv_mm[row, first], every.size[row, first]
    strength = touch[row, first].astype(np.float32)
    if conditions.worn_mm:
        strength = worn(strength, conditions.worn_mm, glass, rng)
    if conditions.dirty_dots:
        strength = dirty(strength, conditions.dirty_dots, glass, rng)
    if conditions.bridged_dots:
        web_mm, web, dot = draw_bridges(uv_mm, strength, conditions.bridged_dots, rng)
        uv_mm = np.concatenate([uv_mm, web_mm], axis=1)
        strength = np.concatenate([strength, web], axis=1)
        size = np.concatenate([size, size[row, dot]], axis=1)
    if conditions.tilt_mm:
        direction_deg = 360.0 * rng.random(len(touch))
        gap_mm = tilted_gap_mm(
            uv_mm, np.full(len(touch), conditions.tilt_mm), direction_deg, outline_mm
        )
        strength = strength * through_gap(gap_mm, glass)
    return Footprint(uv_mm, strength, size)
