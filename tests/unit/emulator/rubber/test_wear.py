from __future__ import annotations

import numpy as np
import pytest

from emulator import Glass, glass
from emulator.rubber.gap import through_gap
from emulator.rubber.wear import DIRT_MM, DIRT_PERMITTIVITY, WEB_STRENGTH, dirty, draw_bridges, worn
from stampcodec import panel

SQUARE = np.array([[0, 0], [5, 0], [0, 5], [5, 5]], np.float32)


@pytest.fixture
def surface() -> Glass:
    return glass(panel("nexus5"))


def test_wear_weakens_dots_by_no_more_than_its_gap(
    surface: Glass, rng: np.random.Generator
) -> None:
    strength = worn(np.ones((500, 8), np.float32), 0.1, surface, rng)
    assert strength.max() <= 1.0
    assert strength.min() == pytest.approx(through_gap(0.1, surface), rel=0.01)
    assert np.median(strength) == pytest.approx(through_gap(0.05, surface), rel=0.02)


def test_dirt_covers_as_many_touching_dots_as_asked_for(
    surface: Glass, rng: np.random.Generator
) -> None:
    touching = np.zeros((300, 10), np.float32)
    touching[:, 2:7] = 1.0
    film = dirty(touching, 2, surface, rng)
    assert ((film > 0) & (film < 1)).sum(axis=1) == pytest.approx(2)
    assert film[film > 0].min() == pytest.approx(
        float(through_gap(DIRT_MM, surface, DIRT_PERMITTIVITY))
    )
    covered = (film < touching).sum(axis=0)
    assert not covered[[0, 1, 7, 8, 9]].any()
    assert (covered[2:7] > 70).all()


def test_bridges_join_neighbours_and_never_the_diagonal(rng: np.random.Generator) -> None:
    uv_mm = np.broadcast_to(SQUARE, (200, 4, 2))
    middle, strength, dot = draw_bridges(uv_mm, np.ones((200, 4), np.float32), 2, rng)
    sides = {(2.5, 0.0), (0.0, 2.5), (5.0, 2.5), (2.5, 5.0)}
    assert {tuple(point) for point in middle.reshape(-1, 2).tolist()} == sides
    assert (middle[:, 0] != middle[:, 1]).any(axis=1).all()
    np.testing.assert_array_equal(strength, WEB_STRENGTH)
    assert np.linalg.norm(SQUARE[dot] - middle, axis=2) == pytest.approx(2.5)


def test_there_is_no_bridge_to_a_dot_that_does_not_touch(rng: np.random.Generator) -> None:
    strength = np.array([[1, 1, 0, 0]], np.float32)
    _, web, _ = draw_bridges(SQUARE[None], strength, 3, rng)
    np.testing.assert_array_equal(np.sort(web[0]), [0, 0, WEB_STRENGTH])


def test_a_single_dot_has_nothing_to_be_bridged_to(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="bridged_dots: expected 0"):
        draw_bridges(np.zeros((1, 1, 2), np.float32), np.ones((1, 1), np.float32), 1, rng)
