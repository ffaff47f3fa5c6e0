from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.lattice.trial import (
    KEPT,
    Tally,
    Trial,
    conditions_of,
    pose_errors,
    run_batch,
    tally,
)
from stampcodec.reading import Outcome, Pose, Reading

READ = Reading(Outcome.READ, 7, Pose(10.0, 20.0, 359.0), 0, 0.9)
WRONG = Reading(Outcome.READ, 8, Pose(10.0, 20.0, 0.0), 0, 0.1)
NOTHING = Reading(Outcome.UNREADABLE)
MIRRORED = Reading(Outcome.MIRRORED, None, Pose(1.0, 1.0, 0.0), 0, 0.5)


def counted(readings: list[Reading]) -> Tally:
    n = len(readings)
    frames = np.arange(n, dtype=np.int16)[:, None, None] * np.ones((1, 2, 3), np.int16)
    return tally(readings, frames, np.tile([10.0, 20.1, 1.0], (n, 1)), np.full(n, 7))


def test_right_wrong_and_nothing_are_told_apart() -> None:
    found = counted([READ, WRONG, NOTHING, MIRRORED])
    assert (found.presses, found.read, found.wrong, found.mirrored, found.unread) == (4, 1, 1, 1, 2)


def test_pose_errors_are_those_of_right_readings_the_short_way_round() -> None:
    found = counted([READ, READ, WRONG])
    assert found.square_mm2 == pytest.approx(2 * 0.1**2)
    assert found.square_deg2 == pytest.approx(2 * 2.0**2)
    assert pose_errors(np.array([[0.0, 0.0, 1.0]]), np.array([[0.0, 0.0, 359.5]]))[
        0, 2
    ] == pytest.approx(1.5)


def test_failures_are_kept_with_the_truth_and_wrong_ones_first() -> None:
    (kept,) = counted([READ, NOTHING, WRONG]).failures
    assert kept.read_as.tolist() == [8, -1]
    assert kept.merchant_id.tolist() == [7, 7]
    assert kept.frames[:, 0, 0].tolist() == [2, 1]


def test_only_so_many_failures_are_kept() -> None:
    (kept,) = counted([NOTHING] * (KEPT + 9) + [WRONG]).failures
    assert len(kept.frames) == KEPT
    assert kept.read_as[0] == 8


def test_tallies_add_up() -> None:
    one, two = counted([READ, NOTHING]), counted([WRONG])
    both = one + two
    assert (both.presses, both.read, both.wrong, len(both.failures)) == (3, 1, 1, 2)


def test_a_batch_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    trial = Trial("lattice7", "nexus5", "nominal")
    one, two, other = (run_batch(trial, 40, 1, batch) for batch in (0, 0, 1))
    assert one.square_mm2 == two.square_mm2
    assert one.square_mm2 != other.square_mm2
    assert one.presses == 40


def test_recorded_noise_is_taken_from_the_recording(tmp_path: Path) -> None:
    # An "idle" recording of a constant: nothing else may differ between two presses of no noise.
    path = tmp_path / "frames.npz"
    np.savez(path, frames=np.full((3, 27, 15), 2, np.int16))
    quiet = run_batch(Trial("lattice7", "nexus5", "nominal", recorded=True), 40, 1, 0, path)
    loud = run_batch(Trial("lattice7", "nexus5", "nominal"), 40, 1, 0)
    assert quiet.square_mm2 != loud.square_mm2
    assert quiet.presses == 40


def test_a_fitted_trial_presses_the_pitch_that_suits_the_panel() -> None:
    found = run_batch(Trial("lattice7", "maxtouch", "nominal", fitted=True), 30, 1, 0)
    assert found.read > 20


@pytest.mark.parametrize(
    ("family", "still", "flipped", "missing"),
    [
        ("lattice7", False, 1, 2),
        ("lattice7", True, 3, 2),
        ("lattice8", False, 2, 3),
        ("lattice8h14", False, 3, 3),
        ("lattice8h14", True, 6, 5),
        ("lattice7h12", False, 2, 2),
    ],
)
def test_rows_ask_for_what_the_family_and_the_reader_correct(
    family: str, still: bool, flipped: int, missing: int
) -> None:
    rows = [
        conditions_of(Trial(family, "nexus5", row, still=still)) for row in ("flipped", "missing")
    ]
    assert [rows[0].flipped_sites, rows[1].missing_dots] == [flipped, missing]
