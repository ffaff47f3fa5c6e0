"""The nearest pattern by looking at all: every matching of every pattern, fitted and subtracted."""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Nearest(NamedTuple):
    """The best explanation of five points, and the next best."""

    merchant: int
    residual_mm: float
    runner_up_mm: float
    """Of another pattern, or of another matching of the same."""
    x_px: float
    y_px: float
    angle_deg: float
    px_per_mm: float


def nearest(
    points: NDArray[np.float64], patterns: NDArray[np.float64], low: float, high: float
) -> Nearest:
    """Fit every pattern (n, 5, 2), mm, in all 120 orders to points (5, 2), px.

    The residual is in mm: of the points, brought to the pattern's scale by 1 / px_per_mm and
    turned and moved onto it.
    """
    centre = points.mean(axis=0)
    z = points - centre
    middles = patterns.mean(axis=1)
    residuals, fits = [], []
    for order in permutations(range(5)):
        w = patterns[:, order] - middles[:, None]
        # the turn by angle maximises cos * across + sin * around
        across = (z[:, 0] * w[..., 0] + z[:, 1] * w[..., 1]).sum(axis=1)
        around = (z[:, 1] * w[..., 0] - z[:, 0] * w[..., 1]).sum(axis=1)
        angle = np.arctan2(around, across)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = np.stack(
            [
                cos[:, None] * w[..., 0] - sin[:, None] * w[..., 1],
                sin[:, None] * w[..., 0] + cos[:, None] * w[..., 1],
            ],
            axis=-1,
        )
        shrink = (turned * z).sum(axis=(1, 2)) / (z**2).sum()
        shrink = np.clip(shrink, 1 / high, 1 / low)
        left = shrink[:, None, None] * z - turned
        residuals.append(np.sqrt((left**2).sum(axis=(1, 2))))
        fits.append(np.stack([angle, 1 / shrink], axis=-1))
    table = np.array(residuals)
    first = np.unravel_index(table.argmin(), table.shape)
    best = float(table[first])
    table[first] = np.inf
    angle_rad, scale = (float(value) for value in np.array(fits)[first])
    u, v = middles[first[1]]
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    return Nearest(
        int(first[1]),
        best,
        float(table.min()),
        float(centre[0] - scale * (u * cosine - v * sine)),
        float(centre[1] - scale * (u * sine + v * cosine)),
        float(np.degrees(angle_rad)),
        scale,
    )
