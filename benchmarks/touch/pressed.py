"""Presses of touch5 stamps as a page sends them, drawn without an emulator: fast, any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import stampcodec as sc
from stampcodec.touch.numbers import USUAL_PX_PER_MM

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCAN_MS = 1000 / 60


def samples(
    code: int, seed: int, *, t: int = 20, jitter_mm: float = 0.05, whole_px: bool = False
) -> NDArray[np.float64]:
    """Draw the samples of a press: somewhere, turned, drifting, trembling.

    Returns
    -------
    float64 (t, 5, 2)
        CSS pixels, in thirds, or whole ones.
    """
    rng = np.random.default_rng(seed)
    dots = sc.family("touch5").encode(code).dots[:, :2]
    share = np.linspace(0, 1, t)[:, None]
    drift = share * rng.normal(0, 0.3, 2)
    turn = np.exp(1j * (rng.uniform(0, 2 * np.pi) + share[:, 0] * rng.normal(0, 0.015)))
    off = rng.normal(0, 0.1, (1, 5, 2)) + rng.normal(0, jitter_mm, (t, 5, 2))
    faces = (dots + off) @ np.array([1, 1j]) * turn[:, None] + drift @ np.array([1, 1j])[:, None]
    places = USUAL_PX_PER_MM * faces + rng.uniform(150, 250) + 1j * rng.uniform(200, 500)
    points = np.stack([places.real, places.imag], axis=-1)
    rounded: NDArray[np.float64] = np.round(points) if whole_px else np.round(points * 3) / 3
    return rounded


def body(code: int, seed: int, **options: Any) -> dict[str, Any]:
    """Write what a page sends of a press, without its challenge."""
    drawn = samples(code, seed, **options)
    rng = np.random.default_rng([seed, 1])
    landing = np.append(0.0, np.sort(rng.uniform(0, 30, 4)))
    return {
        "gesture": "press",
        "samples": drawn.round(3).tolist(),
        "times_ms": [round(1000 + SCAN_MS * k, 3) for k in range(len(drawn))],
        "landing_ms": landing.round(1).tolist(),
        "radii_px": np.full((len(drawn), 5), 22.0).tolist(),
        "viewport": {"width": 390, "height": 844, "device_pixel_ratio": 3},
    }
