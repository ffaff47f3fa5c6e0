from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.partial.landing import ORDERS, RANDOM, SIDE, draw_landed, press_landed
from emulator import Conditions
from emulator.press import presses

QUIET = Conditions(amplitude=0.7, moulding=None, noise_scale=0.0, impulses=False, cg_pf=20.0)


@pytest.mark.parametrize("order", ORDERS)
def test_every_number_of_dots_but_none_and_all_lands_equally_often(order: str) -> None:
    family = sc.family("lattice7")
    occupied = np.zeros((6000, len(family.sites)), np.bool_)
    occupied[:, ::7] = True  # seven dots
    landed = draw_landed(occupied, family.sites, order, np.random.default_rng(1))
    assert not (landed & ~occupied).any()
    count = np.bincount(landed.sum(axis=1), minlength=8)
    assert count[0] == count[7] == 0
    # 1000 each, give or take five deviations
    assert abs(count[1:7] - 1000).max() < 5 * np.sqrt(1000 * 5 / 6)


def test_one_side_first_leaves_the_missing_dots_together() -> None:
    family = sc.family("lattice8")
    occupied = np.ones((2000, len(family.sites)), np.bool_)
    spread = {}
    for order in (RANDOM, SIDE):
        landed = draw_landed(occupied, family.sites, order, np.random.default_rng(2))
        means = np.array([family.sites[each].mean(axis=0) for each in landed])
        spread[order] = float(np.hypot(*means.T).mean())
    assert spread[SIDE] > 2 * spread[RANDOM]


@pytest.mark.parametrize("panel", ["nexus5", "maxtouch"])
def test_what_lands_is_pressed_as_the_emulator_presses_a_face_of_these_dots(panel: str) -> None:
    screen = sc.panel(panel)
    family = sc.family("lattice7").fit(screen)
    landed = press_landed(family, screen, 40, SIDE, QUIET, np.random.default_rng(3))
    for k in range(len(landed.frames)):
        whole = family.encode(int(landed.merchants[k]))
        there = landed.touching[k][whole.occupied == 1]
        assert len(there) == landed.dots[k]
        face = replace(
            whole,
            dots=whole.dots[there],
            roles=tuple(role for role, lands in zip(whole.roles, there, strict=True) if lands),
        )
        pressed = presses(
            face, screen, 1, np.random.default_rng(4), QUIET, poses=landed.poses[k : k + 1]
        )
        # sums of float32 in another order: a count that lies half-way may be rounded otherwise
        assert np.abs(pressed.frames[0] - landed.frames[k]).max() <= 1


def test_noise_and_impulses_are_the_panels() -> None:
    family, screen = sc.family("lattice8"), sc.panel("nexus5")
    conditions = Conditions(amplitude=1e-6)
    landed = press_landed(family, screen, 2000, RANDOM, conditions, np.random.default_rng(5))
    held = presses(family.encode(1), screen, 2000, np.random.default_rng(6), conditions)
    for summary in (lambda x: np.percentile(x, [16, 50, 84]), lambda x: (np.abs(x) > 40).mean()):
        assert np.allclose(summary(landed.frames), summary(held.frames), rtol=0.1, atol=0)
