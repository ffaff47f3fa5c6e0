from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from emulator import Conditions
from emulator.sensor.lines import draw_faults, with_faults


def test_dead_lines_deliver_nothing(rng: np.random.Generator) -> None:
    held = Conditions(dead_rows=2, dead_columns=1)
    frames = np.full((40, 27, 15), 9, np.int16)
    faulty = with_faults(frames, draw_faults(40, (27, 15), held, rng))
    assert ((faulty == 0).all(axis=2).sum(axis=1) == 2).all()
    assert ((faulty == 0).all(axis=1).sum(axis=1) == 1).all()
    assert (faulty == 9).sum() == 40 * 25 * 14
    assert (frames == 9).all()


@pytest.mark.parametrize(("field", "axis"), [("shorted_rows", 1), ("shorted_columns", 2)])
def test_shorted_lines_both_show_their_mean(
    field: str, axis: int, rng: np.random.Generator
) -> None:
    frames = rng.integers(-32768, 32767, (30, 27, 15)).astype(np.int16)
    held = dataclasses.replace(Conditions(), **{field: 1})  # type: ignore[arg-type]
    faulty = with_faults(frames, draw_faults(30, (27, 15), held, rng))
    first, second = np.moveaxis(faulty, axis, 1)[:, :-1], np.moveaxis(faulty, axis, 1)[:, 1:]
    same = (first == second).all(axis=2)
    assert (same.sum(axis=1) == 1).all()
    frame, line = np.nonzero(same)
    before = np.moveaxis(frames, axis, 1).astype(int)
    mean = (before[frame, line] + before[frame, line + 1]) // 2
    np.testing.assert_array_equal(first[frame, line], mean)


def test_one_panels_faults_hold_for_all_its_frames(rng: np.random.Generator) -> None:
    frames = np.full((12, 27, 15), 5, np.int16)
    faulty = with_faults(frames, draw_faults(1, (27, 15), Conditions(dead_rows=3), rng))
    assert (faulty == faulty[0]).all()
    assert (faulty == 0).any()


def test_more_faulty_lines_than_the_panel_has_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="shorted_rows: 27, but the panel has 26"):
        draw_faults(1, (27, 15), Conditions(shorted_rows=27), rng)
