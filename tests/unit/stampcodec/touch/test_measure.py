from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from stampcodec.touch.measure import bound, distance, mirrored, self_distance, spans
from tests.reference.touch_distance import tried_distance
from tests.reference.touch_points import any_patterns

Dots = NDArray[np.float64]

SETS = any_patterns(12, seed=1)


def turned(dots: Dots, angle_deg: float) -> Dots:
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(dots @ turn)


def pairs() -> list[tuple[Dots, Dots]]:
    """Sets that are strangers, near each other, and of very different size."""
    random = np.random.default_rng(2)
    near = [(dots, dots + random.normal(0, 1, (5, 2))) for dots in SETS[:4]]
    sizes = [(SETS[k], factor * SETS[k + 1]) for k, factor in enumerate((0.5, 0.7, 1.4, 2.0))]
    return [*zip(SETS[:4], SETS[4:8], strict=True), *near, *sizes]


@pytest.mark.parametrize(("a", "b"), pairs())
def test_the_distance_is_what_trying_all_orders_and_scales_finds(a: Dots, b: Dots) -> None:
    tried = tried_distance(a, b)
    measured = float(distance(a, b))
    # Trying stops at the scales it has: never below the distance, and a little above it.
    assert tried - 0.03 <= measured <= tried + 1e-9


@pytest.mark.parametrize("a", SETS[:4])
def test_the_distance_from_itself_leaves_out_only_the_matching_in_place(a: Dots) -> None:
    tried = tried_distance(a, a, but=(0, 1, 2, 3, 4))
    assert tried - 0.03 <= float(self_distance(a)) <= tried + 1e-9
    assert float(distance(a, a)) == pytest.approx(0.0, abs=1e-6)


def test_place_turn_order_and_scale_within_the_range_make_no_difference() -> None:
    random = np.random.default_rng(3)
    for a in SETS:
        b = turned(a[random.permutation(5)], random.uniform(0, 360)) * random.uniform(0.76, 1.33)
        assert float(distance(a, b + random.uniform(-50, 50, 2))) == pytest.approx(0.0, abs=1e-6)


def test_the_distance_is_the_same_both_ways() -> None:
    there, back = distance(SETS[:-1], SETS[1:]), distance(SETS[1:], SETS[:-1])
    np.testing.assert_allclose(there, back, rtol=1e-12)


def test_beyond_the_range_of_scales_size_tells_sets_apart() -> None:
    a = SETS[0]
    norm = float(np.linalg.norm(a - a.mean(axis=0)))
    # Grown twice: shrunk to 3/4 it is still 3/2, the smaller one grown to 4/3 lacks 2 - 4/3.
    assert float(distance(a, 2 * a)) == pytest.approx(norm / 2, rel=1e-6)
    assert float(distance(a, 1.5 * a)) == pytest.approx(norm * (1.5 * 0.75 - 1), rel=1e-6)


def test_moving_one_dot_a_little_counts_as_far_as_turn_shift_and_scale_leave_it() -> None:
    square = np.array([(0.0, 0.0), (10, 10), (-10, 10), (-10, -10), (10, -10)])
    moved = square.copy()
    moved[0] = (0.5, 0)
    # The centre of the square neither turns nor scales it; a fifth goes into the shift.
    assert float(distance(square, moved)) == pytest.approx(0.5 * np.sqrt(4 / 5), rel=1e-3)


def test_a_mirror_image_is_another_set_unless_the_set_is_symmetric() -> None:
    square = np.array([(0.0, 0.0), (10, 10), (-10, 10), (-10, -10), (10, -10)])
    assert float(distance(square, mirrored(square))) == pytest.approx(0.0, abs=1e-6)
    assert float(distance(SETS[0], mirrored(SETS[0]))) > 1.0
    np.testing.assert_array_equal(mirrored(mirrored(SETS)), SETS)


def test_stacks_of_sets_are_measured_one_by_one() -> None:
    stacked = distance(SETS[:3], SETS[3:6])
    alone = [float(distance(a, b)) for a, b in zip(SETS[:3], SETS[3:6], strict=True)]
    np.testing.assert_allclose(stacked, alone, rtol=1e-12)


def test_the_bound_is_never_above_the_distance_nor_that_of_the_mirror_image() -> None:
    random = np.random.default_rng(4)
    many = any_patterns(60, seed=5)
    others = many + random.normal(0, 1, many.shape) * random.uniform(0, 2, (60, 1, 1))
    others *= random.uniform(0.6, 1.6, (60, 1, 1))
    low = bound(many, others)
    for k, b in enumerate(others):
        assert (low[:, k] <= distance(many, b) + 1e-9).all()
        assert (low[:, k] <= distance(many, mirrored(b)) + 1e-9).all()


def test_the_bound_is_tight_where_one_set_is_the_other_grown() -> None:
    low = np.diag(bound(SETS, 1.5 * SETS))
    np.testing.assert_allclose(low, distance(SETS, 1.5 * SETS), rtol=1e-9)


def test_the_bound_prunes() -> None:
    many = any_patterns(100, seed=6)
    assert (bound(many, many) > 3.0).mean() > 0.9


def test_the_spans_are_the_ten_distances_between_dots() -> None:
    dots = np.array([(0.0, 0.0), (3, 4), (6, 8), (9, 12), (12, 16)])
    np.testing.assert_allclose(spans(dots), [5] * 4 + [10] * 3 + [15] * 2 + [20])
    for order in permutations(range(5)):
        np.testing.assert_allclose(spans(SETS[0][list(order)]), spans(SETS[0]))
