"""Proof that no two patterns of touch5 are nearer than the design says, nor their mirror images.

All 8,386,560 pairs are decided one by one: by a lower bound that `stampcodec.touch.measure` proves
and its tests hold against the measure, or by the measure, which is held against trying all orders
and scales (`touch_distance.py`).
"""

import numpy as np
import pytest

from stampcodec.touch.measure import bound, distance, mirrored, self_distance
from stampcodec.touch.numbers import SEPARATION_MM
from stampcodec.touch.patterns import patterns
from tests.reference.touch_distance import tried_distance
from tests.reference.touch_separation import Separation, separation

DOTS = patterns() / 10


@pytest.fixture(scope="module")
def found() -> Separation:
    """What there is up to a little above the separation: enough to find the least itself."""
    return separation(DOTS, SEPARATION_MM + 0.01)


def test_every_pair_is_decided(found: Separation) -> None:
    assert found.n_pairs == 4096 * 4095 // 2 == 8_386_560


def test_any_two_patterns_are_as_far_apart_as_the_design_says(found: Separation) -> None:
    assert 3.0 <= found.patterns_mm < 3.001


def test_so_are_a_pattern_and_any_mirror_image_its_own_included(found: Separation) -> None:
    assert 3.0 <= found.mirrored_mm < 3.001


def test_each_is_as_far_from_itself_under_every_other_matching() -> None:
    assert self_distance(DOTS).min() >= 3.0


def test_where_the_bound_leaves_a_pair_open_the_reference_finds_the_same_distance() -> None:
    random = np.random.default_rng(1)
    close = np.argsort(bound(DOTS[:200], DOTS), axis=None)[200:1000]
    for pair in random.choice(close, 12, replace=False):
        i, j = divmod(int(pair), len(DOTS))
        for b in (DOTS[j], mirrored(DOTS[j])):
            if i != j or b is not DOTS[j]:
                tried = tried_distance(DOTS[i], b)
                assert tried - 0.03 <= float(distance(DOTS[i], b)) <= tried + 1e-9
                assert tried >= 3.0


@pytest.mark.parametrize(("place", "of"), [(0, 599), (599, 0), (255, 256), (300, 301), (7, 590)])
def test_a_pair_that_is_too_near_is_found_wherever_it_stands(place: int, of: int) -> None:
    nudge = np.zeros((5, 2))
    nudge[0] = (0.3, 0.2)
    dots = DOTS[:600].copy()
    assert separation(dots, 3.0)[2:] == (3.0, 3.0)
    dots[place] = dots[of][::-1] + nudge
    assert 0 < separation(dots, 3.0).patterns_mm < 0.4
    dots[place] = mirrored(dots[place])
    near = separation(dots, 3.0)
    assert near.patterns_mm > 2.6
    assert 0 < near.mirrored_mm < 0.4
