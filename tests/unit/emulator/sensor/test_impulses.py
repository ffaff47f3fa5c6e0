from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.screen.glass import Impulses
from emulator.sensor.impulses import corrupt
from stampcodec import panel


def test_a_panel_without_impulses_delivers_clean_frames(rng: np.random.Generator) -> None:
    frames = np.ones((3, 27, 15), np.int16)
    assert corrupt(frames, Impulses(), rng) is frames


def test_the_frames_handed_in_stay_what_they_are(rng: np.random.Generator) -> None:
    frames = np.zeros((50, 27, 15), np.int16)
    assert corrupt(frames, glass(panel("nexus5")).impulses, rng).any()
    assert not frames.any()


def test_impulses_come_as_often_and_where_the_figures_say(rng: np.random.Generator) -> None:
    impulses = Impulses((0.5, 0.25, 0.25), (3.0, 1.0), (-200.0, -100.0, 100.0, 200.0), (1, 0, 1))
    struck = corrupt(np.zeros((8000, 27, 15), np.int16), impulses, rng) != 0
    share = np.bincount(struck.sum(axis=(1, 2)), minlength=3) / 8000
    assert share == pytest.approx([0.5, 0.25, 0.25], abs=0.025)
    rows = struck.sum(axis=(0, 2))
    assert rows[0] / rows.sum() == pytest.approx(0.75, abs=0.025)
    assert not rows[2:].any()


def test_impulses_take_the_values_the_figures_say(rng: np.random.Generator) -> None:
    impulses = Impulses((0.0, 1.0), (1.0,), (-200.0, -100.0, 100.0, 200.0), (1, 0, 1))
    frames = corrupt(np.zeros((4000, 27, 15), np.int16), impulses, rng)
    values = frames[frames != 0]
    assert ((np.abs(values) >= 100) & (np.abs(values) <= 200)).all()
    assert (values > 0).mean() == pytest.approx(0.5, abs=0.03)


def test_the_nexus5_has_what_was_measured(rng: np.random.Generator) -> None:
    frames = corrupt(np.zeros((8000, 27, 15), np.int16), glass(panel("nexus5")).impulses, rng)
    assert frames.min() >= -256
    assert 260 < frames.max() <= 710
    struck = frames != 0
    assert struck[:, :5].sum() / struck.sum() > 0.75
    assert struck.any(axis=(1, 2)).mean() == pytest.approx(0.80, abs=0.02)


def test_a_panel_lower_than_the_recorded_one_is_no_error(rng: np.random.Generator) -> None:
    frames = np.zeros((100, 4, 15), np.int16)
    assert corrupt(frames, glass(panel("nexus5")).impulses, rng).any()
