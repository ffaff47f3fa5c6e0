from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.lattice.accuracy import (
    Accuracy,
    FingerCount,
    Row,
    measure_accuracy,
    save_failures,
    trials,
)
from benchmarks.lattice.trial import Tally, Trial
from emulator import NAMES

NOMINAL = Trial("lattice7", "nexus5", "nominal")


def test_the_table_has_every_row_on_nexus5_and_nominal_presses_elsewhere() -> None:
    found = trials(("lattice7",), ("nexus5", "surface"), NAMES, recorded=True)
    assert [trial.row for trial in found if trial.panel == "nexus5"] == [*NAMES, *NAMES]
    assert [trial for trial in found if trial.panel == "surface"] == [
        Trial("lattice7", "surface", "nominal", fitted=True)
    ]
    assert len({trial.label for trial in found}) == len(found)


@pytest.mark.parametrize(
    ("read", "wrong", "verdict"),
    [(9999, 0, "pass"), (9992, 0, "close"), (9950, 0, "short"), (9999, 1, "short")],
)
def test_a_row_passes_only_when_its_interval_does_and_nothing_was_wrong(
    read: int, wrong: int, verdict: str
) -> None:
    assert Row(NOMINAL, 6.0, Tally(10_000, read, wrong), 0.999).verdict == verdict


def test_a_wrong_id_anywhere_and_an_id_in_a_finger_frame_break_requirements() -> None:
    rows = (Row(NOMINAL, 6.0, Tally(10, 8, 1, 0, 0.8, 80.0), 0.999),)
    result = Accuracy(rows, (FingerCount("lattice7", 100, 2, 0),))
    broken = {each.name: each.measured for each in result.requirements if not each.met}
    assert broken == {
        "lattice7: IDs in 100 recorded frames": 2,
        "wrong IDs in all rows": 1,
        "lattice7 nexus5 nominal emulated: pose, mm RMS": pytest.approx(0.316, abs=1e-3),
        "lattice7 nexus5 nominal emulated: pose, degrees RMS": pytest.approx(3.162, abs=1e-3),
    }


def test_presses_are_split_into_batches_and_all_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.lattice.accuracy.BATCH", 8)
    result = measure_accuracy(("lattice7",), ("nexus5",), ("nominal",), presses=20, seed=1)
    assert [row.tally.presses for row in result.rows] == [20]
    assert result.fingers == ()


def test_recorded_frames_are_noise_and_nothing_is_read_in_them(tmp_path: Path) -> None:
    path = tmp_path / "frames.npz"
    noise = 1.7 * np.random.default_rng(1).standard_normal((12, 27, 15))
    np.savez(path, frames=noise.astype(np.int16))
    result = measure_accuracy(
        ("lattice8",), ("nexus5",), ("nominal",), presses=5, seed=1, recording=path
    )
    assert [row.trial.recorded for row in result.rows] == [False, True]
    assert result.fingers == (FingerCount("lattice8", 12, 0, 0),)


def test_failures_are_saved_with_frames_and_truth(tmp_path: Path) -> None:
    # A tenth of nothing: a face that nobody can read.
    result = measure_accuracy(("lattice7",), ("nexus5",), ("floating",), presses=64, seed=1)
    unread = result.rows[0].tally.unread
    path = tmp_path / "failures.npz"
    save_failures(path, result)
    with np.load(path) as archive:
        kept = [archive[name] for name in archive.files if name.endswith("/frames")]
        assert sum(len(frames) for frames in kept) == min(unread, 50)
