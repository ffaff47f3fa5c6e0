from __future__ import annotations

import numpy as np
import pytest

from emulator.hand.sway import SWAY_HZ, draw_sway


def test_a_steady_hand_takes_nothing_from_the_generator() -> None:
    rng = np.random.default_rng(1)
    assert not draw_sway(0.0, 0.0, rng).at(np.array([0.0, 5.0])).any()
    assert rng.random() == np.random.default_rng(1).random()


def test_an_unsteady_hand_sways_by_its_rms_between_drift_and_tremor() -> None:
    time_ms = np.arange(0.0, 60_000.0, 5.0)
    for seed in range(5):
        sway = draw_sway(0.4, 2.0, np.random.default_rng(seed))
        off = sway.at(time_ms)
        assert np.sqrt((off**2).mean(axis=0)) == pytest.approx([0.4, 0.4, 2.0], rel=0.1)
        assert SWAY_HZ[0] <= sway.hz.min() <= sway.hz.max() <= SWAY_HZ[1]
