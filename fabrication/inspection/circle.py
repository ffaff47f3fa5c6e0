"""Circles of a known size in a grey picture, to a fraction of a pixel.

::

    picture ─ correlated with a disc of the nominal size ─ peaks ─ rays from each peak
            ─ where each ray crosses half the step of grey ─ circle through the crossings
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Peaks are looked for in a coarser picture, edges in the fine one.
COARSE_PX_PER_MM = 6.0
# Ground around the disc of the template; dots keep apart by 1 mm at least.
AROUND_MM = 0.5
# A disc half of which is lost, or one of 80 % of its diameter, still correlates by 0.7 or more.
LEAST_CORRELATION = 0.6
RAYS = 96
PASSES = 3
# The edge is looked for between these parts of the nominal radius, and never beyond the ground.
NEAREST, FARTHEST = 0.55, 1.3
# Grey levels between disc and ground: below the first it is noise, below a part of the median dirt.
LEAST_STEP, LEAST_STEP_SHARE = 20.0, 0.35
# Rays that must agree on the circle.
LEAST_RAYS = 0.5


def find_circles(
    picture: NDArray[np.uint8], px_per_mm: float, diameter_mm: float
) -> NDArray[np.float64]:
    """Find discs that are all brighter, or all darker, than the ground around them.

    Parameters
    ----------
    picture : uint8 (rows, columns)
    px_per_mm : float
    diameter_mm : float
        About which size.

    Returns
    -------
    float64 (n, 3)
        x, y and diameter in pixels, pixel centres at whole numbers; in no order, none where there
        are none.
    """
    signed = [(sign, _peaks(picture, px_per_mm, diameter_mm, sign)) for sign in (1.0, -1.0)]
    # Polarity: the one whose peaks together correlate better.
    sign, peaks = max(signed, key=lambda each: float(each[1][:, 2].sum()))
    smooth = cv2.GaussianBlur(picture, (0, 0), px_per_mm / 24).astype(np.float32)
    fitted = [_fitted(smooth, x, y, diameter_mm * px_per_mm / 2, sign) for x, y, _ in peaks]
    found = np.array([each for each in fitted if each is not None]).reshape(-1, 4)
    if len(found):
        least = max(LEAST_STEP, LEAST_STEP_SHARE * float(np.median(found[:, 3])))
        found = found[found[:, 3] >= least]
    return found[:, :3]


def _peaks(
    picture: NDArray[np.uint8], px_per_mm: float, diameter_mm: float, sign: float
) -> NDArray[np.float64]:
    """Return peaks, float64 (n, 3): x, y in pixels of `picture`, correlation."""
    shrink = COARSE_PX_PER_MM / px_per_mm
    coarse: Any = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    radius = diameter_mm / 2 * COARSE_PX_PER_MM
    half = round(radius + AROUND_MM * COARSE_PX_PER_MM)
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    disc = sign * np.clip(radius + 0.5 - np.hypot(x, y), 0.0, 1.0)
    if min(coarse.shape) <= 2 * half:
        return np.empty((0, 3))
    alike = cv2.matchTemplate(coarse.astype(np.float32), disc.astype(np.float32), 5)
    # Discs do not touch: one peak within a radius.
    reach = 2 * int(radius) + 1
    highest = cv2.dilate(alike, np.ones((reach, reach), np.uint8))
    rows, columns = np.nonzero((alike >= highest) & (alike >= LEAST_CORRELATION))
    places = (np.column_stack([columns, rows]) + half + 0.5) / shrink - 0.5
    return np.column_stack([places, alike[rows, columns]])


def _fitted(
    smooth: NDArray[np.float32], x: float, y: float, radius: float, sign: float
) -> tuple[float, float, float, float] | None:
    """Return x, y, diameter and step of grey of the disc near a place; None where there is none."""
    angles = np.arange(RAYS) * (2 * np.pi / RAYS)
    c, s = np.cos(angles), np.sin(angles)
    radii = np.arange(NEAREST * radius, FARTHEST * radius, 0.5)
    step = 0.0
    around = 2 * radius
    for _ in range(PASSES):
        along = _sampled(smooth, x, y, radii, c, s) * sign
        inside = float(np.median(along[:, radii < 0.75 * radius]))
        outside = float(np.median(along[:, radii > 1.15 * radius]))
        step = inside - outside
        if step <= 0:
            return None
        over = along - (inside + outside) / 2
        falls = (over[:, :-1] > 0) & (over[:, 1:] <= 0)
        # Of several crossings on a ray, dirt for instance, the one nearest the size that is known.
        off = np.where(falls, np.abs(radii[None, :-1] - around / 2), np.inf)
        at = off.argmin(axis=1)
        rays = np.flatnonzero(falls.any(axis=1))
        if len(rays) < LEAST_RAYS * RAYS:
            return None
        first, second = over[rays, at[rays]], over[rays, at[rays] + 1]
        crossing = radii[at[rays]] + 0.5 * first / (first - second)
        circle = _circle(crossing * c[rays], crossing * s[rays])
        x, y, around = x + circle[0], y + circle[1], circle[2]
        if np.hypot(circle[0], circle[1]) > radius or not 0.5 < around / (2 * radius) < 1.5:
            return None
    return x, y, around, step


def _sampled(
    smooth: NDArray[np.float32],
    x: float,
    y: float,
    radii: NDArray[np.float64],
    c: NDArray[np.float64],
    s: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sample along rays, float64 (rays, radii)."""
    across = (x + np.outer(c, radii)).astype(np.float32)
    down = (y + np.outer(s, radii)).astype(np.float32)
    edge = cv2.BORDER_REPLICATE
    sampled: Any = cv2.remap(smooth, across, down, cv2.INTER_LINEAR, borderMode=edge)
    return np.asarray(sampled, dtype=np.float64)


def _circle(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float]:
    """Fit a circle to points around the origin: x, y and diameter; outliers count for nothing.

    References
    ----------
    I. Kasa, "A circle fitting procedure and its error analysis", IEEE Trans. Instrumentation and
    Measurement 25 (1976).
    """
    kept = np.ones(len(x), dtype=bool)
    middle_x = middle_y = radius = 0.0
    for _ in range(PASSES):
        columns = np.column_stack([2 * x[kept], 2 * y[kept], np.ones(int(kept.sum()))])
        (middle_x, middle_y, rest), *_ = np.linalg.lstsq(columns, x[kept] ** 2 + y[kept] ** 2)
        radius = float(np.sqrt(max(rest + middle_x**2 + middle_y**2, 0.0)))
        off = np.abs(np.hypot(x - middle_x, y - middle_y) - radius)
        kept = off <= max(3.0 * float(np.median(off)), 0.1)
    return float(middle_x), float(middle_y), 2 * radius
