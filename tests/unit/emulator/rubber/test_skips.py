from __future__ import annotations

import numpy as np
import pytest

from emulator.rubber.skips import draw_skips


@pytest.mark.parametrize("touching", [0.3, 0.7, 0.95])
def test_a_dot_touches_its_share_of_the_time_in_runs_of_the_stated_length(touching: float) -> None:
    skips = draw_skips(200, touching, 30.0, (-60.0, 20_000.0), np.random.default_rng(1))
    time_ms = np.arange(-60.0, 20_000.0, 0.5)
    there = skips.at(time_ms) > 0
    assert there.mean() == pytest.approx(touching, abs=0.01)
    # At the first moment as at any other.
    assert there[0].mean() == pytest.approx(touching, abs=0.12)
    # Every second change is a landing; some runs are too short for the moments looked at.
    landings = (skips.change_ms < time_ms[-1]).sum() / 2
    assert there.sum() * 0.5 / landings == pytest.approx(30.0, rel=0.05)


def test_a_dot_that_never_touches_never_does() -> None:
    skips = draw_skips(7, 0.0, 30.0, (0.0, 500.0), np.random.default_rng(1))
    assert not skips.at(np.linspace(0.0, 500.0, 50)).any()


def test_skips_go_on_until_the_last_moment() -> None:
    for seed in range(50):
        skips = draw_skips(5, 0.5, 2.0, (0.0, 100.0), np.random.default_rng(seed))
        assert skips.change_ms[:, -1].min() > 100.0
