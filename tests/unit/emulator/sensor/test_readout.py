from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.sensor.readout import Readout, draw_tears, torn
from stampcodec.panel import panel

SHAPE = (27, 15)


def test_whole_frames_stay_what_they_are(rng: np.random.Generator) -> None:
    frames = rng.integers(-5, 5, (9, *SHAPE)).astype(np.int16)
    tears = draw_tears(9, SHAPE, Readout(), rng)
    np.testing.assert_array_equal(torn(frames, frames[0], tears), frames)
    assert not tears.wrong.any()


def test_a_torn_frame_begins_with_the_rows_of_the_frame_before(rng: np.random.Generator) -> None:
    frames = np.broadcast_to(np.arange(1, 41, dtype=np.int16)[:, None, None], (40, *SHAPE))
    before = np.zeros(SHAPE, dtype=np.int16)
    tears = draw_tears(40, SHAPE, glass(panel("nexus5")).readout, rng)
    got = torn(frames, before, tears)
    for i, frame in enumerate(got):
        last = got[i - 1] if i else before
        stale = int((frame[:, 0] != i + 1).sum())
        np.testing.assert_array_equal(frame[:stale], last[:stale])
        assert (frame[stale:] == i + 1).all()
        struck = np.flatnonzero(tears.wrong[i].any(axis=1))
        assert struck.tolist() in ([], [stale])


def test_frames_are_torn_as_often_as_the_figures_say(rng: np.random.Generator) -> None:
    readout = Readout((0.25, 0.5, 0.25), (0.5, 0.5), (-50.0, 50.0, 100.0), (0.0, 1.0))
    tears = draw_tears(8000, SHAPE, readout, rng)
    stale = (tears.source != np.arange(8000)[:, None]).sum(axis=1)
    assert np.bincount(stale) / 8000 == pytest.approx([0.25, 0.5, 0.25], abs=0.025)
    struck = tears.wrong[tears.wrong != 0]
    assert len(struck) / 8000 == pytest.approx(0.5, abs=0.025)
    assert 50 <= struck.min() < struck.max() <= 100


def test_a_panel_of_fewer_rows_is_no_error(rng: np.random.Generator) -> None:
    tears = draw_tears(50, (4, 3), glass(panel("nexus5")).readout, rng)
    assert tears.source.shape == (50, 4)
