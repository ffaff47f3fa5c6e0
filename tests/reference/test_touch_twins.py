"""The search of the catalogue finds what looking at every pattern in every order finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from stampcodec._core.contact.kernel import ContactKernel
from stampcodec.touch.catalogue import make_catalogue
from tests.reference.touch_nearest import nearest
from tests.reference.touch_points import any_patterns, pressed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

READ = 2
LEAD_MM2 = 2.0


def queries(patterns: NDArray[np.float64], seed: int) -> Iterator[NDArray[np.float64]]:
    """Presses with any jitter, mixtures of two patterns, mirrored ones, and points at random."""
    random = np.random.default_rng(seed)
    for k in range(8):
        one, other = patterns[random.integers(len(patterns), size=2)]
        yield pressed(one, random, jitter_mm=0.1 * k)
        yield pressed((one + other) / 2, random)
        yield pressed(one * [-1, 1], random, jitter_mm=0.2)
        # at the ends of the range and beyond, where the scale is held
        yield pressed(one, random, jitter_mm=0.3, px_per_mm=5.4 + 1.8 * (k % 2))
        yield pressed(one, random, jitter_mm=0.3, px_per_mm=random.uniform(5.0, 7.7))
        yield random.uniform(0, 400, (5, 2))


@pytest.mark.parametrize(
    ("n", "low", "high", "reach_mm"),
    [
        (1, 5.4, 7.2, 3.0),
        (2, 5.4, 7.2, 1.8),
        (9, 5.4, 7.2, 100.0),
        (200, 5.4, 7.2, 6.0),
        (700, 6.3, 6.3, 3.0),
        (700, 5.4, 7.2, 1.8),
        (1500, 5.4, 7.2, 3.0),
    ],
)
def test_the_search_finds_what_looking_at_all_finds(
    n: int, low: float, high: float, reach_mm: float
) -> None:
    patterns = any_patterns(n, seed=n)
    kernel = ContactKernel(make_catalogue(patterns), low, high, LEAD_MM2, 0.0)
    found = 0
    for points in queries(patterns, seed=1):
        slow = nearest(points, patterns, low, high)
        merchant, residual, runner_up, _, _ = kernel.nearest(points, reach_mm)
        if slow.residual_mm > reach_mm:
            assert merchant == -1
            continue
        found += 1
        assert merchant == slow.merchant
        assert residual == pytest.approx(slow.residual_mm, abs=1e-6)
        farthest = np.sqrt(slow.residual_mm**2 + LEAD_MM2)
        assert runner_up == pytest.approx(min(slow.runner_up_mm, farthest), abs=1e-6)
    # a dozen of the queries are patterns with little jitter, in whatever range
    assert found >= 4


@pytest.mark.parametrize(("low", "high"), [(5.4, 7.2), (6.3, 6.3)])
def test_the_pose_and_the_scale_are_those_of_the_best_fit(low: float, high: float) -> None:
    patterns = any_patterns(300, seed=4)
    kernel = ContactKernel(make_catalogue(patterns), low, high, 0.0, 0.0)
    random = np.random.default_rng(4)
    for merchant in random.integers(len(patterns), size=20).tolist():
        points = pressed(
            patterns[merchant], random, jitter_mm=0.2, px_per_mm=random.uniform(low, high)
        )
        slow = nearest(points, patterns, low, high)
        outcome, who, x, y, angle, scale, margin = kernel.read(points, 1.6)
        assert (outcome, who) == (READ, slow.merchant)
        assert (x, y, scale) == pytest.approx((slow.x_px, slow.y_px, slow.px_per_mm))
        assert (angle - slow.angle_deg + 180) % 360 == pytest.approx(180)
        assert margin == pytest.approx(1 - slow.residual_mm / 1.6, abs=1e-6)
