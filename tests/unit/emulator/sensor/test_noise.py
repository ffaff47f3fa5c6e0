from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.sensor.noise import idle_noise, line_noise, recorded_noise, white_noise
from stampcodec import panel


def test_white_noise_has_its_power_and_no_neighbours(rng: np.random.Generator) -> None:
    noise = white_noise(2000, (27, 15), 1.7, rng)
    assert noise.dtype == np.float32
    assert noise.std() == pytest.approx(1.7, rel=0.01)
    assert np.corrcoef(noise[:, :, 1:].ravel(), noise[:, :, :-1].ravel())[0, 1] == pytest.approx(
        0.0, abs=0.01
    )


@pytest.mark.parametrize(
    ("rms", "axes"), [((2.0, 0.0, 0.0), (2,)), ((0.0, 2.0, 0.0), (1,)), ((0.0, 0.0, 2.0), (1, 2))]
)
def test_line_noise_is_the_same_along_its_line(
    rms: tuple[float, float, float], axes: tuple[int, ...], rng: np.random.Generator
) -> None:
    noise = line_noise(4000, (27, 15), rms, rng)
    assert np.ptp(noise, axis=axes).max() < 1e-5
    assert noise.std() == pytest.approx(2.0, rel=0.05)


def test_recorded_noise_is_drawn_from_the_recording(rng: np.random.Generator) -> None:
    recording = rng.integers(-300, 300, (5, 27, 15)).astype(np.int16)
    drawn = recorded_noise(recording, 40, 1.0, glass(panel("nexus5")), rng)
    known = {frame.tobytes() for frame in recording.astype(np.float32)}
    assert {frame.tobytes() for frame in drawn} == known


def test_recorded_noise_is_raised_to_the_power_asked_for(rng: np.random.Generator) -> None:
    surface = glass(panel("nexus5"))
    recording = np.rint(idle_noise(500, (27, 15), 1.0, surface, rng)).astype(np.int16)
    drawn = recorded_noise(recording, 2000, 3.0, surface, rng)
    assert drawn.std() == pytest.approx(3 * recording.std(), rel=0.03)
    assert recorded_noise(recording, 2000, 0.25, surface, rng).std() == pytest.approx(
        0.25 * recording.std(), rel=0.03
    )
