from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from emulator import Glass, glass
from emulator.screen.retransmission import retransmitted
from stampcodec import panel


def star_mesh(covered: NDArray[np.float64], cg_pf: float, surface: Glass) -> NDArray[np.float64]:
    """Eliminate the conductor's node from the nodal capacitance matrix by a Schur complement."""
    rows, columns = covered.shape
    to_lines = surface.plate_pf * np.concatenate([covered.sum(1), covered.sum(0)])
    matrix = np.zeros((rows + columns + 1,) * 2)
    matrix[:-1, :-1] = np.diag(to_lines)
    matrix[-1, :-1] = matrix[:-1, -1] = -to_lines
    matrix[-1, -1] = to_lines.sum() + cg_pf
    reduced = matrix[:-1, :-1] - np.outer(matrix[:-1, -1], matrix[-1, :-1]) / matrix[-1, -1]
    extra: NDArray[np.float64] = -surface.counts_per_pf * reduced[:rows, rows:]
    return extra


@pytest.mark.parametrize("cg_pf", [0.0, 5.0, 100.0])
def test_it_is_the_star_mesh_transform_of_the_conductor(
    cg_pf: float, rng: np.random.Generator
) -> None:
    surface = glass(panel("nexus5"))
    covered = rng.uniform(0, 1, (3, 27, 15)).astype(np.float32)
    taken = retransmitted(covered, cg_pf, surface)
    for frame in range(3):
        expected = star_mesh(covered[frame].astype(np.float64), cg_pf, surface)
        np.testing.assert_allclose(taken[frame], expected, rtol=1e-4)


def test_it_is_of_rank_one(rng: np.random.Generator) -> None:
    covered = rng.uniform(0, 1, (1, 27, 15)).astype(np.float32)
    values = np.linalg.svd(retransmitted(covered, 5.0, glass(panel("nexus5")))[0])[1]
    assert values[1] < 1e-5 * values[0]


def test_a_lone_conductor_without_ground_sums_to_nothing() -> None:
    surface = glass(panel("nexus5"))
    covered = np.zeros((1, 27, 15), np.float32)
    covered[0, 10, 7] = 0.4
    delta = surface.plate_counts * covered - retransmitted(covered, 0.0, surface)
    assert delta.sum() == pytest.approx(0.0, abs=0.01)


def test_three_dots_in_a_corner_make_the_middle_one_negative() -> None:
    surface = glass(panel("nexus5"))
    covered = np.zeros((1, 27, 15), np.float32)
    covered[0, [10, 10, 14], [7, 11, 7]] = 0.4
    delta = surface.plate_counts * covered - retransmitted(covered, 0.0, surface)
    assert delta[0, 10, 7] < 0 < delta[0, 10, 11]


def test_many_joined_dots_ground_each_other() -> None:
    """One of eight joined dots on a diagonal keeps more of its delta than one of two."""
    surface = glass(panel("nexus5"))
    kept = []
    for dots in (1, 2, 8):
        covered = np.zeros((1, 27, 15), np.float32)
        place = np.arange(dots)
        covered[0, place, place] = 0.4
        delta = surface.plate_counts * covered - retransmitted(covered, 0.0, surface)
        kept.append(delta[0, 0, 0] / (0.4 * surface.plate_counts))
    assert kept == pytest.approx([0.0, 0.5, 0.875], abs=1e-4)


def test_ground_may_differ_from_frame_to_frame() -> None:
    surface = glass(panel("nexus5"))
    covered = np.full((2, 27, 15), 0.1, np.float32)
    taken = retransmitted(covered, np.array([0.0, 100.0]), surface)
    assert taken[0].min() > taken[1].max() > 0


def test_nothing_on_the_glass_retransmits_nothing_even_without_ground() -> None:
    covered = np.zeros((1, 27, 15), np.float32)
    assert not retransmitted(covered, 0.0, glass(panel("nexus5"))).any()
