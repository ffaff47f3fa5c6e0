"""Noise from outside: the charger, the display."""

from __future__ import annotations

import numpy as np
import pytest

from emulator.sensor.charger import charger_noise
from emulator.sensor.display import display_stripes


def test_charger_noise_shows_on_touched_columns_in_proportion(rng: np.random.Generator) -> None:
    counts = np.zeros((400, 27, 15), np.float32)
    counts[:, 10, 4], counts[:, 20, 9] = 200.0, 100.0
    noise = charger_noise(counts, 30.0, rng)
    power = noise.std(axis=(0, 1))
    assert not power[[0, 1, 2, 3, 5, 14]].any()
    assert power[4] == pytest.approx(30 / np.sqrt(2), rel=0.05)
    assert power[9] == pytest.approx(power[4] / 2, rel=0.01)


def test_charger_noise_leaves_an_untouched_panel_alone(rng: np.random.Generator) -> None:
    assert not charger_noise(np.zeros((3, 27, 15), np.float32), 30.0, rng).any()


def test_all_touched_columns_move_together(rng: np.random.Generator) -> None:
    counts = np.ones((50, 27, 15), np.float32)
    noise = charger_noise(counts, 10.0, rng)
    assert np.ptp(noise, axis=2).max() < 1e-5


def test_display_stripes_run_along_the_rows(rng: np.random.Generator) -> None:
    stripes = display_stripes(200, (27, 15), 8.0, rng)
    assert np.ptp(stripes, axis=2).max() == 0
    assert np.abs(stripes).max() == pytest.approx(8.0, rel=0.01)
    assert np.ptp(stripes, axis=1).min() > 6.0
    assert (stripes[0] != stripes[1]).any()
