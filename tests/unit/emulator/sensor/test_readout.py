from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.screen.glass import Readout
from emulator.sensor.readout import draw_tears, torn
from stampcodec import panel

SHAPE = (27, 15)


def test_whole_frames_stay_what_they_are(rng: np.random.Generator) -> None:
    frames = np.ones((9, *SHAPE), dtype=np.int16)
    tears = draw_tears(9, SHAPE, Readout(), rng)
    assert torn(frames, frames[0], tears) is frames
    assert not tears.wrong.any()


def test_a_torn_frame_begins_with_the_nodes_of_the_frame_before(rng: np.random.Generator) -> None:
    frames = np.broadcast_to(np.arange(1, 41, dtype=np.int16)[:, None, None], (40, *SHAPE))
    tears = draw_tears(40, SHAPE, glass(panel("nexus5")).readout, rng)
    got = torn(frames, np.zeros(SHAPE, dtype=np.int16), tears).reshape(40, -1)
    last, wrong = np.zeros(27 * 15, dtype=np.int16), 0
    for i, frame in enumerate(got):
        stale = int((frame != i + 1).sum())
        np.testing.assert_array_equal(frame[:stale], last[:stale])
        assert (frame[stale:] == i + 1).all()
        struck = np.flatnonzero(tears.wrong[i])
        assert struck.tolist() in ([], [stale])
        last, wrong = frame, wrong + len(struck)
    assert 5 < wrong < 35


def test_frames_are_torn_as_often_as_the_figures_say(rng: np.random.Generator) -> None:
    readout = Readout(0.0, (0.25, 0.5, 0.25), 0.4, (-50.0, 50.0, 100.0), (0.0, 1.0))
    tears = draw_tears(8000, SHAPE, readout, rng)
    assert tears.source is not None
    stale = (tears.source != np.arange(8000)[:, None]).sum(axis=1)
    assert np.bincount(stale // 15) / 8000 == pytest.approx([0.25, 0.5, 0.25], abs=0.025)
    assert np.bincount(stale % 15) / 8000 == pytest.approx([1 / 15] * 15, abs=0.015)
    struck = tears.wrong[tears.wrong != 0]
    assert len(struck) / 8000 == pytest.approx(0.4, abs=0.025)
    assert 50 <= struck.min() < struck.max() <= 100


def test_a_frame_that_is_whole_has_nothing_wrong_and_nothing_old(rng: np.random.Generator) -> None:
    readout = Readout(0.6, (1.0, 1.0), 1.0, (50.0, 100.0), (1.0,))
    tears = draw_tears(8000, SHAPE, readout, rng)
    assert tears.source is not None
    whole = ~tears.wrong.any(axis=(1, 2))
    assert whole.mean() == pytest.approx(0.6, abs=0.025)
    assert (tears.source[whole] == np.flatnonzero(whole)[:, None]).all()


def test_a_panel_of_fewer_rows_is_no_error(rng: np.random.Generator) -> None:
    tears = draw_tears(50, (4, 3), glass(panel("nexus5")).readout, rng)
    assert tears.wrong.shape == (50, 4, 3)
