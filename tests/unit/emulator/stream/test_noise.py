from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.stream.noise import NoiseInTime
from stampcodec import panel


def test_neighbours_in_time_correlate_and_others_do_not(rng: np.random.Generator) -> None:
    surface = glass(panel("nexus5"))
    noise = NoiseInTime((27, 15), 2.0, surface, rng)
    frames = np.concatenate([noise.frames(n) for n in (1, 7, 300, 1700)])
    lags = [float((frames[k:] * frames[:-k]).mean() / frames.var()) for k in (1, 2, 3)]
    assert lags == pytest.approx([surface.noise_lag, 0.0, 0.0], abs=0.015)


def test_noise_has_the_power_of_single_frames(rng: np.random.Generator) -> None:
    surface = glass(panel("nexus5"))
    frames = NoiseInTime((27, 15), 2.0, surface, rng).frames(3000)
    row, column, frame = surface.line_counts
    expected = 2.0 * np.sqrt(surface.white_counts**2 + row**2 + column**2 + frame**2)
    assert frames.std() == pytest.approx(expected, rel=0.02)
