from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stampcodec.touch.samples import MOST_SAMPLES, Average, average_samples
from tests.reference.touch_points import any_patterns, pressed, pressed_samples

FARTHEST_PX = 12.0


def sides(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure all distances, sorted: they do not change with order or pose."""
    steps = points[:, None] - points[None]
    return np.sort(np.hypot(steps[..., 0], steps[..., 1]), axis=None)


def averaged(samples: NDArray[np.float64]) -> Average:
    found = average_samples(samples, FARTHEST_PX)
    assert found is not None
    return found


def test_one_sample_is_its_own_average() -> None:
    random = np.random.default_rng(1)
    points = pressed(any_patterns(1, 1)[0], random)
    mean, n, _ = averaged(points[None])
    np.testing.assert_allclose(mean, points, atol=1e-9)
    assert n == 1


@pytest.mark.parametrize("jitter_mm", [0.0, 0.1, 0.4])
def test_the_scatter_is_what_samples_do_not_share(jitter_mm: float) -> None:
    random = np.random.default_rng(6)
    found = []
    for dots in any_patterns(40, 6):
        samples = pressed_samples(dots, random, 10, jitter_mm=jitter_mm, shared=0.5)
        size = np.hypot(*(samples[0] - samples[0].mean(axis=0)).T).sum()
        px_per_mm = size / np.hypot(*(dots - dots.mean(axis=0)).T).sum()
        found.append(averaged(samples).scatter_px / px_per_mm)
    assert np.mean(found) == pytest.approx(jitter_mm * np.sqrt(0.5), rel=0.05, abs=1e-9)


def test_points_are_matched_whatever_their_order() -> None:
    random = np.random.default_rng(2)
    dots = any_patterns(1, 2)[0]
    samples = pressed_samples(dots, random, 20, jitter_mm=0.4, shared=0.0)
    mean, n, _ = averaged(samples)
    assert n == 20
    order = [int(np.argmin(np.hypot(*(mean - point).T))) for point in samples[0]]
    assert sorted(order) == list(range(5))
    # what is left of the jitter is a fourth or so
    assert np.hypot(*(mean[order] - samples[0]).T).max() < 6.3 * 1.6
    true = pressed(dots, random, px_per_mm=1.0)
    scale = sides(mean).sum() / sides(true).sum()
    assert np.abs(sides(mean) / scale - sides(true)).max() < 0.5


@pytest.mark.parametrize("wild", [0, 4, 9])
def test_a_wild_sample_does_not_count(wild: int) -> None:
    random = np.random.default_rng(3)
    samples = pressed_samples(any_patterns(1, 3)[0], random, 10, jitter_mm=0.2, shared=0.0)
    without, n, _ = averaged(np.delete(samples, wild, axis=0))
    assert n == 9
    samples[wild] = random.uniform(0, 400, (5, 2))
    mean, n, _ = averaged(samples)
    assert n == 9
    np.testing.assert_allclose(sides(mean), sides(without), atol=0.05)


def test_one_point_astray_makes_a_sample_wild() -> None:
    random = np.random.default_rng(4)
    samples = pressed_samples(any_patterns(1, 4)[0], random, 10, jitter_mm=0.2, shared=0.5)
    samples[3, 2] += [20.0, -15.0]
    assert averaged(samples).n == 9


def test_a_stamp_that_moves_and_turns_is_averaged_by_its_shape() -> None:
    random = np.random.default_rng(5)
    dots = any_patterns(1, 5)[0]
    samples = np.array(
        [
            pressed(dots, random, px_per_mm=6.0, angle_deg=30 + k, at_px=(100.0 + 20 * k, 200.0))
            for k in range(11)
        ]
    )
    mean, n, _ = averaged(samples)
    assert n == 11
    np.testing.assert_allclose(mean.mean(axis=0), samples[5].mean(axis=0), atol=0.5)
    middle = [int(np.argmin(np.hypot(*(samples[5] - point).T))) for point in mean]
    np.testing.assert_allclose(mean, samples[5][middle], atol=0.5)


def test_turns_that_cancel_still_have_an_average() -> None:
    # half a turn apart, and exact in binary: the mean of both turns is 0
    one = np.array([[0.0, 0.0], [64.0, 0.0], [0.0, 128.0], [-32.0, 16.0], [-32.0, -144.0]])
    mean, n, _ = averaged(np.array([one, -one]))
    assert n == 2
    np.testing.assert_allclose(sides(mean), sides(one), atol=1e-9)


def test_samples_that_do_not_agree_have_no_average() -> None:
    random = np.random.default_rng(6)
    patterns = any_patterns(12, 6)
    strangers = np.array([pressed(dots, random) for dots in patterns])
    assert average_samples(strangers, FARTHEST_PX) is None
    assert average_samples(strangers[:2], FARTHEST_PX) is None


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, -1e200])
def test_samples_with_hopeless_values_are_left_out(value: float) -> None:
    random = np.random.default_rng(7)
    samples = pressed_samples(any_patterns(1, 7)[0], random, 6, jitter_mm=0.2, shared=0.5)
    good = averaged(samples[1:]).points
    samples[0, 2, 1] = value
    mean, n, _ = averaged(samples)
    assert n == 5
    np.testing.assert_allclose(sides(mean), sides(good), atol=1e-9)
    samples[:, 2, 1] = value
    assert average_samples(samples, FARTHEST_PX) is None


def test_equal_points_and_no_samples_have_no_average() -> None:
    for t in (0, 1, 4):
        assert average_samples(np.full((t, 5, 2), 3.0), FARTHEST_PX) is None


def test_of_very_many_samples_some_are_taken() -> None:
    random = np.random.default_rng(8)
    one = pressed(any_patterns(1, 8)[0], random)
    many = np.broadcast_to(one, (100_000, 5, 2))
    mean, n, _ = averaged(many)
    assert n == MOST_SAMPLES
    np.testing.assert_allclose(mean, one, atol=1e-9)
