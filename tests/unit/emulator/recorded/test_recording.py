from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.compare import emulated_frames
from emulator.recorded.recording import cleaned, impulses, is_idle, single_fingers
from emulator.recorded.statistics import (
    finger_statistics,
    impulse_statistics,
    noise_statistics,
    statistics,
)
from emulator.sensor.noise import idle_noise
from emulator.sensor.sensor import conducted, delivered
from emulator.surroundings.fingers import Fingertips, draw_fingers
from stampcodec import Panel


def test_a_lone_wrong_node_is_an_impulse_and_is_mended() -> None:
    frames = np.zeros((2, 27, 15), np.int16)
    frames[0, 2, 3], frames[1, 0, 14] = 193, -106
    struck = impulses(frames)
    assert struck.sum() == 2
    assert struck[0, 2, 3]
    assert struck[1, 0, 14]
    assert not cleaned(frames).any()
    assert is_idle(frames).all()


def test_a_finger_is_no_impulse(nexus5: Panel, rng: np.random.Generator) -> None:
    frames = np.rint(draw_fingers(nexus5, 300, rng)).astype(np.int16)
    assert impulses(frames).mean() < 1e-4
    assert not is_idle(frames).any()


def test_single_fingers_are_found_where_they_are(nexus5: Panel, rng: np.random.Generator) -> None:
    counts = draw_fingers(nexus5, 400, rng)
    blobs = single_fingers(np.rint(counts).astype(np.int16))
    assert len(blobs.patch) > 150
    peak = blobs.patch[:, 3, 3]
    np.testing.assert_array_equal(peak, blobs.frames.max(axis=(1, 2)))
    np.testing.assert_array_equal(blobs.frames, np.rint(counts[blobs.index]))
    assert (blobs.row >= 3).all()
    assert (blobs.column < 12).all()


def test_two_fingers_are_no_single_one() -> None:
    frames = np.zeros((1, 27, 15), np.int16)
    frames[0, 6:8, 5:7] = 200
    frames[0, 18:20, 8:10] = 200
    assert len(single_fingers(frames).patch) == 0


def test_noise_is_split_into_its_parts(nexus5: Panel, rng: np.random.Generator) -> None:
    surface = glass(nexus5)
    noise = idle_noise(3000, (27, 15), 1.0, surface, rng)
    found = noise_statistics(np.rint(noise).astype(np.int16))
    # Rounding adds 1/12 to the white power; a row's share of the frame's mean goes to the frame.
    assert found["noise, white"] == pytest.approx(
        np.hypot(surface.white_counts, 1 / np.sqrt(12)), rel=0.02
    )
    assert found["noise, rows"] == pytest.approx(
        surface.line_counts[0] * np.sqrt(26 / 27), rel=0.02
    )
    assert found["noise, frame"] == pytest.approx(
        np.hypot(surface.line_counts[2], surface.line_counts[0] / np.sqrt(27)), rel=0.06
    )


def test_impulses_are_found_again(nexus5: Panel, rng: np.random.Generator) -> None:
    surface = glass(nexus5)
    frames = delivered(np.zeros((4000, 27, 15), np.float32), surface, rng)
    found = impulse_statistics(frames)
    drawn = float(np.dot(surface.impulses.count_shares, range(8)))
    assert found["impulses, per frame"] == pytest.approx(drawn, rel=0.07)
    assert impulse_statistics(frames * 0)["impulses, per frame"] == 0


def test_a_wider_finger_makes_a_wider_blob(nexus5: Panel, rng: np.random.Generator) -> None:
    widths = []
    for radius_mm in (3.0, 5.0):
        hand = Fingertips(radius_mm=radius_mm, radius_sd_mm=0.1)
        counts = conducted(draw_fingers(nexus5, 1500, rng, fingertips=hand), glass(nexus5))
        found = finger_statistics(np.rint(counts).astype(np.int16), nexus5.pitch_mm)
        widths.append(found["finger, blob sigma x, mm"])
    assert 2.0 < widths[0] < widths[1] - 0.4


def test_too_few_frames_say_nothing(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="20 idle frames, expected 50 or more"):
        statistics(np.zeros((20, 27, 15), np.int16), 4.1)
    with pytest.raises(ValueError, match="single fingers, expected 50 or more"):
        statistics(emulated_frames(100, rng)[:52], 4.1)
