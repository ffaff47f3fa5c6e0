"""Sets of five touch points: presses of known stamps, and fingers that hold none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.rubber.moulding import moulded, tolerance_mm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Where fingers fall: a screen, or what a hand covers; never nearer than a driver tells apart.
SCREEN_MM = (60.0, 90.0)
HAND_MM = 22.0
APART_MM = 12.0
# Sets drawn at a time, of which those with fingers too near are dropped.
DRAWN = 20_000


def errors(
    dots: NDArray[np.float64], jitter_mm: float, moulding: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the errors of dots (n, 5, 2), mm from the face's centre.

    `moulding` is "none"; "inside", with the errors of ISO 3302-1 M2 inside the jitter: the
    Gaussian part is so much less that both together have its RMS; or "added", on top of it.
    """
    gaussian = np.full((*dots.shape[:2], 1), jitter_mm)
    rubber = np.zeros(dots.shape)
    if moulding != "none":
        rubber = moulded(dots.astype(np.float32), "M2", rng) - dots
    if moulding == "inside":
        limit = tolerance_mm(np.hypot(dots[..., 0], dots[..., 1]), "M2")
        # a uniform error of +-t has the variance t^2 / 3
        gaussian = np.sqrt(np.maximum(jitter_mm**2 - limit**2 / 3, 0))[..., None]
    drawn: NDArray[np.float64] = rubber + gaussian * rng.standard_normal(dots.shape)
    return drawn


def press(
    dots: NDArray[np.float64], low: float, high: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Lay sets (n, t, 5, 2), mm, on a screen: t samples each at one pose and scale, px, any order.

    The scale is uniform from `low` to `high` px per mm.
    """
    n, t = dots.shape[:2]
    angle = rng.uniform(0, 2 * np.pi, n)
    turn = rng.uniform(low, high, (n, 1, 1)) * np.exp(1j * angle).reshape(n, 1, 1)
    place = rng.uniform(0, 400, (n, 1, 1)) + 1j * rng.uniform(0, 800, (n, 1, 1))
    points = (dots[..., 0] + 1j * dots[..., 1]) * turn + place
    points = np.take_along_axis(points, rng.random((n, t, 5)).argsort(axis=-1), axis=-1)
    return np.stack([points.real, points.imag], axis=-1)


def screen_fingers(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw n sets of fingers, mm, uniform on 60 x 90 mm and 12 mm apart."""
    return _apart(n, lambda: rng.random((DRAWN, 5, 2)) * SCREEN_MM)


def hand_fingers(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw n sets of fingers, mm, uniform within a radius of 22 mm and 12 mm apart."""

    def draw() -> NDArray[np.float64]:
        radius = HAND_MM * np.sqrt(rng.random((DRAWN, 5)))
        angle = rng.uniform(0, 2 * np.pi, (DRAWN, 5))
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)

    return _apart(n, draw)


def any_faces(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the dots of n faces, mm, that nobody chose with care: where hand-sized fingers fall."""
    return hand_fingers(n, rng)


def _apart(n: int, draw: Callable[[], NDArray[np.float64]]) -> NDArray[np.float64]:
    """Draw until n sets have no two points nearer than APART_MM."""
    found: list[NDArray[np.float64]] = []
    while sum(map(len, found)) < n:
        sets = draw()
        near = [
            ((sets[:, i] - sets[:, j]) ** 2).sum(axis=-1) < APART_MM**2
            for i in range(5)
            for j in range(i)
        ]
        found.append(sets[~np.any(near, axis=0)])
    return np.concatenate(found)[:n]
