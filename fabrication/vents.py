"""Where the vent grooves run: between rows of dots, straight across the face to its edge.

A groove lies in the middle of each strip that no foot of a dot or bump reaches::

      o   o   o          o: feet, projected on the axis
      |---|---|          grooves in the middle of the strips
      o   o   o

Scattered dots may leave no strip free; they stand apart and the air has its way out anyway.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

ROUNDING_MM = 1e-9


@dataclass(frozen=True)
class Vent:
    """A straight groove across the whole face.

    Attributes
    ----------
    axis : str
        ``"x"``: runs along x, at y = `at_mm`. ``"y"``: runs along y, at x = `at_mm`.
    at_mm : float
        Of its centre line.
    width_mm : float
    """

    axis: str
    at_mm: float
    width_mm: float


def vents(rubber: RubberFace, part: Part) -> tuple[Vent, ...]:
    """List the grooves of a face, those along x first, then by position."""
    if part.vent_mm == 0 or part.vent_depth_mm == 0:
        return ()
    bumps = np.concatenate([rubber.dots, rubber.empty])
    return tuple(
        Vent(axis, at, part.vent_mm)
        for axis, column in (("x", 1), ("y", 0))
        for at in _strips(bumps[:, column], bumps[:, 2], part)
    )


def half_chord_mm(at_mm: float, rubber: RubberFace, part: Part) -> float:
    """Return how far from the axis the outline lies at a distance `at_mm` across it."""
    half, across = part.size_mm(rubber) / 2, abs(at_mm)
    if part.outline == "circle":
        return math.sqrt(max(half**2 - across**2, 0.0))
    into_corner = across - (half - part.corner_mm)
    if part.outline == "rounded" and into_corner > 0:
        return half - part.corner_mm + math.sqrt(max(part.corner_mm**2 - into_corner**2, 0.0))
    return half


def _strips(
    places: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    diameters: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    part: Part,
) -> list[float]:
    """Return the middles of the strips, at least a groove wide, between projected feet."""
    feet = np.array([part.foot_mm(diameter) / 2 for diameter in diameters])
    order = np.argsort(places - feet, kind="stable")
    middles = []
    reached = -math.inf
    for low, high in zip((places - feet)[order], (places + feet)[order], strict=True):
        if math.isfinite(reached) and low - reached >= part.vent_mm - ROUNDING_MM:
            # Whole nanometres: the same lattice gives the same number on both axes.
            middles.append(round(float(low + reached) / 2, 6) + 0.0)
        reached = max(reached, float(high))
    return middles
