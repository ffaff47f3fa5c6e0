"""Sets of five dots, pressed by hand: turned, scaled, jittered, in any order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def any_patterns(n: int, seed: int) -> Points:
    """Draw n patterns (n, 5, 2), mm: five dots within 22 mm, 11 mm apart, nothing more."""
    random = np.random.default_rng(seed)
    found: list[Points] = []
    while len(found) < n:
        dots = random.uniform(-22, 22, (5, 2))
        steps = dots[:, None] - dots[None]
        apart = np.sqrt((steps**2).sum(-1)) + 100 * np.eye(5)
        if apart.min() >= 11 and np.hypot(*dots.T).max() <= 22:
            found.append(dots)
    return np.array(found)


def pressed(
    dots: Points,
    random: np.random.Generator,
    *,
    jitter_mm: float = 0.0,
    px_per_mm: float | None = None,
    angle_deg: float | None = None,
    at_px: tuple[float, float] | None = None,
) -> Points:
    """Press dots (5, 2), mm, on glass: points (5, 2), px; what is not given is drawn."""
    scale = random.uniform(5.4, 7.2) if px_per_mm is None else px_per_mm
    angle = np.radians(random.uniform(0, 360) if angle_deg is None else angle_deg)
    place = random.uniform(50, 500, 2) if at_px is None else at_px
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    errors = jitter_mm * random.standard_normal((5, 2))
    points: Points = scale * (dots + errors) @ turn.T + place
    return np.ascontiguousarray(points[random.permutation(5)])


def pressed_samples(
    dots: Points, random: np.random.Generator, t: int, *, jitter_mm: float, shared: float
) -> Points:
    """Press once and look t times: samples (t, 5, 2), px, in any order of points.

    A share of the errors' variance is the same in all samples.
    """
    scale, angle = random.uniform(5.4, 7.2), random.uniform(0, 360)
    same = np.sqrt(shared) * jitter_mm * random.standard_normal((5, 2))
    own = np.sqrt(1 - shared) * jitter_mm
    return np.array(
        [
            pressed(
                dots + same,
                random,
                jitter_mm=own,
                px_per_mm=scale,
                angle_deg=angle,
                at_px=(200.0, 300.0),
            )
            for _ in range(t)
        ]
    )
