from __future__ import annotations

import numpy as np
import pytest

from benchmarks.touch.sets import any_faces, screen_fingers
from benchmarks.touch.snowshoe import BOX, GRID, SnowShoe, on_grid
from tests.reference.touch_points import pressed


def test_the_longest_pair_spans_the_grid() -> None:
    square = np.array([[[0.0, 0.0], [10, 10], [10, 0], [0, 10], [5, 5]]])
    one, other = (np.sort_complex(grid[0]) for grid in on_grid(square))
    # two other corners and the middle, whichever way round
    wanted = np.sort_complex(np.array([0 + GRID * 1j, GRID / 2 + GRID / 2 * 1j, GRID + 0j]))
    np.testing.assert_allclose(one, wanted, atol=1e-9)
    np.testing.assert_allclose(other, wanted, atol=1e-9)


def test_a_stamp_falls_in_its_own_boxes_in_any_pose_scale_and_order() -> None:
    random = np.random.default_rng(1)
    stamps = any_faces(70, random)
    points = np.array([pressed(dots, random) for dots in stamps])
    found = SnowShoe(stamps).read_many(points)
    # the first row wins: another stamp's boxes may hold this one too, but only an earlier one
    assert (found >= 0).all()
    assert (found <= np.arange(70)).all()
    assert (found == np.arange(70)).mean() > 0.9


@pytest.mark.parametrize("n", [1, 63, 64, 65, 500])
def test_the_bits_find_what_looking_at_every_box_finds(n: int) -> None:
    random = np.random.default_rng(n)
    stamps, sets = any_faces(n, random), screen_fingers(300, random)
    sets[: min(n, 50)] = stamps[:50] + 0.3 * random.standard_normal((min(n, 50), 5, 2))
    slow = np.full(len(sets), -1)
    boxes = on_grid(stamps)[0]
    for points in on_grid(sets):
        for k, three in enumerate(points):
            for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
                off = three[list(order)] - boxes
                inside = ((np.abs(off.real) <= BOX) & (np.abs(off.imag) <= BOX)).all(axis=1)
                if inside.any() and (slow[k] < 0 or inside.argmax() < slow[k]):
                    slow[k] = inside.argmax()
    assert (slow >= 0).any()
    np.testing.assert_array_equal(SnowShoe(stamps).read_many(sets), slow)


def test_no_sets_fall_in_no_boxes() -> None:
    assert SnowShoe(any_faces(3, np.random.default_rng(1))).read_many(
        np.zeros((0, 5, 2))
    ).shape == (0,)
