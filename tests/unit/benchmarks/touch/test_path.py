from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.touch import path, path_tables
from benchmarks.touch.path import (
    LOSSES,
    Position,
    Row,
    Tally,
    TouchPath,
    fitted_residual,
    measure_position,
    measure_touch_path,
    refusal,
    run_batch,
)
from emulator import Conditions
from emulator.hand.gesture import Gesture


def test_nominal_presses_are_read_on_both_panels_and_by_both_kinds_of_phone() -> None:
    result = measure_touch_path(("nexus5", "surface"), (5, 10), presses=12, seed=3)
    assert [row.tally.presses for row in result.rows] == [12] * 4
    assert sum(row.tally.read for row in result.rows) >= 46
    assert all(
        requirement.met for requirement in result.requirements if "wrong" in requirement.name
    )
    assert [position.panel for position in result.positions] == ["nexus5", "surface"]


def test_recorded_idle_frames_are_noise_for_the_panel_they_are_of(tmp_path: Path) -> None:
    noise = 1.7 * np.random.default_rng(1).standard_normal((12, 27, 15))
    np.savez(tmp_path / "frames.npz", frames=noise.astype(np.int16))
    result = measure_touch_path(
        ("nexus5", "surface"), (10,), presses=3, seed=1, recording=tmp_path / "frames.npz"
    )
    assert [(row.name, row.panel) for row in result.rows] == [
        ("nominal", "nexus5"),
        ("recorded", "nexus5"),
        ("nominal", "surface"),
    ]
    assert [row.tally.read for row in result.rows] == [3, 3, 3]


def test_the_same_arguments_give_the_same_tally() -> None:
    assert run_batch("nominal", "nexus5", 5, 4, 7, 0) == run_batch("nominal", "nexus5", 5, 4, 7, 0)
    assert run_batch("nominal", "nexus5", 5, 4, 7, 0) != run_batch("nominal", "nexus5", 5, 4, 7, 1)


@pytest.mark.parametrize(
    ("row", "panel", "most", "losses"),
    [
        ("finger", "surface", 5, {"cancelled"}),
        ("finger", "surface", 10, {"contact too many"}),
        ("weak", "surface", 10, {"dot missed"}),
        ("nominal", "maxtouch", 10, {"dots merged", "dot missed"}),
    ],
)
def test_what_was_not_read_is_sorted_by_what_went_wrong(
    row: str, panel: str, most: int, losses: set[str]
) -> None:
    tally = run_batch(row, panel, most, 12, 1, 0)
    assert tally.losses.total() == tally.presses - tally.read > 0
    assert set(tally.losses) <= losses
    assert losses <= set(LOSSES)


def test_errors_of_position_and_presses_that_do_not_settle_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = run_batch("tap", "nexus5", 10, 30, 1, 0)
    assert set(nothing.losses) <= {"not settled", "dot missed", "position error", "not accepted"}
    assert nothing.losses["not settled"] > 0
    monkeypatch.setitem(path.ROWS, "tap", (Gesture(), Conditions(cg_pf=3.0)))
    floating = run_batch("tap", "surface", 10, 20, 1, 0)
    assert floating.losses["position error"] > 0


def test_maxtouch_is_refused_and_the_others_are_fit() -> None:
    assert refusal("nexus5") == refusal("surface") == ""
    assert "the controller merges touches nearer than 12.40 mm" in refusal("maxtouch")


def test_the_driver_alone_is_off_by_a_fraction_of_a_millimetre() -> None:
    position = measure_position("surface", 5, 1)
    assert position.contacts > 500
    assert 0.02 < position.rms_x_mm < 0.3
    assert 0.02 < position.rms_y_mm < 0.3
    assert position.percentile_99_mm < 1.0


def test_a_residual_knows_neither_shift_nor_turn_nor_scale() -> None:
    rng = np.random.default_rng(1)
    true = rng.normal(0, 10, (5, 2))
    turned = 1.1 * true @ [[0.6, 0.8], [-0.8, 0.6]] + [3.0, -7.0]
    assert np.abs(fitted_residual(turned, true)).max() < 1e-12
    assert np.abs(fitted_residual(turned + [[1, 0]] + np.eye(5, 2), true)).max() > 0.1


@pytest.mark.parametrize(
    ("read", "wrong", "name", "refused", "verdict"),
    [
        (10_000, 0, "nominal", "", "pass"),
        (9_905, 0, "nominal", "", "close"),
        (9_000, 0, "nominal", "", "short"),
        (9_999, 1, "nominal", "", "short"),
        (10, 0, "finger", "", ""),
        (10, 1, "finger", "", "short"),
        (10, 0, "nominal", "separation: ...", "refused"),
    ],
)
def test_only_nominal_presses_on_a_fit_panel_have_a_target(
    read: int, wrong: int, name: str, refused: str, verdict: str
) -> None:
    row = Row(name, "nexus5", 10, Tally(10_000, read, wrong), refused)
    assert row.verdict == verdict


def test_tables_and_json_hold_every_row() -> None:
    tally = Tally(10, 9, 0, Counter(["dots merged"]), (8, 9), (0.03, 0.05))
    result = TouchPath(
        (Row("nominal", "nexus5", 5, tally, ""), Row("nominal", "maxtouch", 5, tally, "a; b")),
        (Position("nexus5", 100, 0.1, 0.2, 0.5),),
    )
    assert path_tables.path_table(result.rows).row_count == 2
    assert path_tables.loss_table(result.rows).row_count == 2
    assert path_tables.position_table(result.positions).row_count == 1
    assert path_tables.refusal_table(result.rows).row_count == 3
    told = result.rows[0].as_json()
    assert json.loads(json.dumps(told))["losses"] == {"dots merged": 1}
    assert told["rms_mm"] == pytest.approx(0.2)
    unread = {requirement.name: requirement for requirement in result.requirements}
    assert not unread["nominal, nexus5, 5 contacts: unread, %"].met
    assert "nominal, maxtouch, 5 contacts: unread, %" not in unread
