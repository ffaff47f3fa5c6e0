from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice.bound import measure_pose, noise_covariance, pose_bound
from benchmarks.lattice.response import Response
from emulator import glass
from emulator.sensor.noise import idle_noise
from stampcodec import family, panel

SCREEN = panel("nexus5")
SHAPE = (SCREEN.rows, SCREEN.columns)
STAMPS = family("lattice8")
POSES = np.array([[30.0, 55.0, 10.0], [28.0, 45.0, 200.0]])


def bound(
    amplitude: float, covariance: np.ndarray[tuple[int, int], np.dtype[np.float64]]
) -> object:
    occupied = np.stack([STAMPS.encode(5).occupied, STAMPS.encode(6).occupied])
    return pose_bound(Response(STAMPS, SCREEN), occupied, POSES, amplitude, covariance)


def test_the_bound_falls_with_the_square_of_the_amplitude() -> None:
    white = np.eye(405)
    assert bound(0.2, white) == pytest.approx(np.asarray(bound(0.1, white)) / 4, rel=1e-3)


def test_the_bound_grows_with_the_noise_power() -> None:
    assert bound(0.2, 9.0 * np.eye(405)) == pytest.approx(
        9.0 * np.asarray(bound(0.2, np.eye(405))), rel=1e-6
    )


def test_a_linear_fit_to_white_noise_attains_the_bound() -> None:
    # Least squares on the response itself, gain and pedestal free: efficient at small noise.
    response, rng = Response(STAMPS, SCREEN), np.random.default_rng(1)
    occupied, pose = STAMPS.encode(5).occupied[None], POSES[:1]
    least = pose_bound(response, occupied, pose, 1.0, np.eye(405))[0]

    def counts(x_mm: float, gain: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        covered = response.of_faces(occupied, pose + (x_mm, 0, 0))
        return response.counts(covered, gain).ravel().astype(np.float64)

    # x alone unknown, everything else told: can only be better than the bound of all five.
    slope = (counts(0.2, 1.0) - counts(-0.2, 1.0)) / 0.4
    estimates = [slope @ rng.standard_normal(405) / (slope @ slope) for _ in range(400)]
    told = np.var(estimates)
    assert 0.5 * least[0] < told < 1.1 * least[0]


def test_the_covariance_is_that_of_the_emulated_noise() -> None:
    surface = glass(SCREEN)
    rng = np.random.default_rng(2)
    noise = idle_noise(4000, SHAPE, 1.0, surface, rng).reshape(4000, -1).astype(np.float64)
    expected = noise_covariance(SHAPE, surface) - np.eye(405) / 12
    for one, other in ((0, 0), (0, 1), (0, 15), (0, 16)):
        seen = float((noise[:, one] * noise[:, other]).mean())
        assert seen == pytest.approx(expected[one, other], abs=0.2)


def test_the_readers_pose_error_is_counted_beside_the_bound() -> None:
    error = measure_pose("lattice7", "nexus5", 60, seed=1)
    assert error.read > 50
    # No unbiased estimate beats it; 60 presses scatter by a tenth, three of them are allowed.
    assert all(0.7 < ratio < 3.0 for ratio in error.ratios), error
