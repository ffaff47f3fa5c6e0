from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.partial.rates import (
    MOST_DOTS,
    Failures,
    Row,
    Tally,
    Trial,
    measure_partial,
    requirements,
    save_failures,
)
from benchmarks.partial.tables import dots_tables, partial_table

FULL, FAINT = (Trial("lattice7", "nexus5", "random", amplitude) for amplitude in (1.0, 0.1))


def tally(frames: int, right: int, wrong: int, dots: int = 20) -> Tally:
    counts = np.zeros((3, MOST_DOTS), np.int64)
    counts[:, dots] = frames, right, wrong
    failures = Failures(
        np.zeros((wrong, 27, 15), np.int16),
        np.zeros((wrong, 3)),
        np.zeros(wrong, np.int64),
        np.ones(wrong, np.int64),
        np.zeros((wrong, 48), np.bool_),
    )
    return Tally(counts, counts.copy(), 0, (failures,))


def test_every_frame_is_counted_once_by_landed_and_once_by_missing() -> None:
    (row,) = measure_partial(("lattice7",), amplitudes=(1.0,), orders=("side",), frames=60, seed=1)
    assert row.frames == row.tally.missing[0].sum() == 60
    assert row.right == row.tally.missing[1].sum() > 0
    assert row.tally.landed[0][0] == row.tally.missing[0][0] == 0


def test_batches_share_the_work_and_do_not_change_the_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.partial.rates.BATCH", 16)
    rows = measure_partial(("lattice8",), amplitudes=(1.0, 0.3), frames=80, seed=2)
    assert [row.frames for row in rows] == [20] * 4
    assert len({row.trial.label for row in rows}) == 4


def test_the_limit_of_a_family_is_for_all_its_orders_and_amplitudes_together() -> None:
    rows = [Row(FULL, tally(10_000, 9000, 0)), Row(FAINT, tally(10_000, 9000, 3))]
    (asked,) = requirements(rows)
    assert asked.measured == pytest.approx(1.5e-4)
    assert not asked.met
    assert requirements([Row(FULL, tally(10_000, 9000, 1))])[0].met


def test_wrong_names_are_kept_with_their_truth(tmp_path: Path) -> None:
    path = tmp_path / "wrong.npz"
    save_failures(path, [Row(FULL, tally(10, 5, 2) + tally(10, 5, 1))])
    with np.load(path) as saved:
        assert saved["lattice7 nexus5 random 1/frames"].shape == (3, 27, 15)
        assert saved["lattice7 nexus5 random 1/read_as"].tolist() == [1, 1, 1]


def test_tables_have_a_line_for_each_trial_and_for_each_range_of_dots() -> None:
    rows = [Row(FULL, tally(10, 5, 1, dots=9)), Row(FAINT, tally(10, 5, 1, dots=20))]
    assert partial_table(rows).row_count == 2
    assert [table.row_count for table in dots_tables(rows)] == [2, 2]
