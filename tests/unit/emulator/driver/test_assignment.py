from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.driver.assignment import assigned


def total(cost: np.ndarray, pairs: list[tuple[int, int]], alone: float) -> float:
    return sum(float(cost[pair]) for pair in pairs) + alone * (len(cost) - len(pairs))


def least(cost: np.ndarray, alone: float) -> float:
    """Try every way of pairing."""
    n, m = cost.shape
    choices = [*range(m), *[None] * n]
    return min(
        sum(alone if j is None else cost[i, j] for i, j in enumerate(way))
        for way in permutations(choices, n)
    )


@given(
    st.integers(0, 4),
    st.integers(0, 4),
    st.floats(0, 20),
    st.lists(st.floats(0, 30), min_size=16, max_size=16),
)
def test_no_other_way_of_pairing_is_cheaper(
    n: int, m: int, alone: float, costs: list[float]
) -> None:
    cost = np.array(costs).reshape(4, 4)[:n, :m]
    pairs = assigned(cost, alone)
    assert pairs == sorted(pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert total(cost, pairs, alone) == pytest.approx(least(cost, alone))


def test_the_nearest_pair_is_not_made_where_all_together_that_costs_more() -> None:
    assert assigned(np.array([[1.0, 2.0], [2.0, 9.0]]), 100.0) == [(0, 1), (1, 0)]


def test_a_pair_that_is_too_dear_is_never_made() -> None:
    assert assigned(np.array([[5.0, 30.0], [40.0, 50.0]]), 25.0) == [(0, 0)]


def test_sixteen_touches_that_hardly_moved_stay_who_they_are() -> None:
    rng = np.random.default_rng(1)
    before = rng.random((16, 2)) * 100
    order = rng.permutation(16)
    after = (before + rng.normal(0, 0.1, (16, 2)))[order]
    cost = ((before[:, None] - after[None]) ** 2).sum(axis=2)
    assert [(int(order[j]), j) for _, j in assigned(cost, 25.0)] == [
        (i, j) for i, j in assigned(cost, 25.0)
    ]
