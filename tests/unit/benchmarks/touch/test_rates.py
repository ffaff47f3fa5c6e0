from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from benchmarks.cli import run
from benchmarks.touch.rates import (
    KNOWN,
    RULE,
    SAMPLED_BATCH,
    TOUCH5,
    Row,
    Trial,
    measure_rates,
    run_batch,
    trials,
)
from benchmarks.touch.sets import (
    APART_MM,
    HAND_MM,
    SCREEN_MM,
    errors,
    hand_fingers,
    press,
    screen_fingers,
)
from stampcodec.touch.patterns import TENTHS_PER_MM, patterns

MISUSE = 2


def sides(sets: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """All distances within each set, sorted."""
    steps = sets[..., :, None, :] - sets[..., None, :, :]
    apart = np.hypot(steps[..., 0], steps[..., 1])
    return np.sort(apart.reshape(*sets.shape[:-2], 25), axis=-1)


# --- sets ---------------------------------------------------------------------------------------


def test_fingers_fall_where_they_are_said_to_and_apart() -> None:
    random = np.random.default_rng(1)
    screen, hand = screen_fingers(500, random), hand_fingers(500, random)
    for fingers in (screen, hand):
        assert fingers.shape == (500, 5, 2)
        assert sides(fingers)[:, 5:].min() >= APART_MM
    assert screen.min() >= 0
    assert (screen.max(axis=(0, 1)) <= SCREEN_MM).all()
    assert (screen.max(axis=(0, 1)) > np.array(SCREEN_MM) - 1).all()
    assert HAND_MM - 1 < np.hypot(hand[..., 0], hand[..., 1]).max() <= HAND_MM


@pytest.mark.parametrize(
    ("moulding", "rms_mm"),
    [("none", 0.4), ("inside", 0.4), ("added", np.hypot(0.4, 0.25 / 3**0.5))],
)
def test_errors_have_the_rms_that_they_are_said_to(moulding: str, rms_mm: float) -> None:
    # 20 mm from the centre: M2 is 0.25 mm, uniform, either way
    dots = np.broadcast_to([20.0, 0.0], (40_000, 5, 2))
    drawn = errors(dots, 0.4, moulding, np.random.default_rng(1))
    assert np.sqrt((drawn**2).mean()) == pytest.approx(rms_mm, rel=0.01)
    assert drawn.mean() == pytest.approx(0, abs=0.01)


def test_a_press_keeps_the_shape_at_one_scale_for_all_its_samples() -> None:
    dots = np.repeat((patterns()[:300] / TENTHS_PER_MM)[:, None], 4, axis=1)
    points = press(dots, 5.4, 7.2, np.random.default_rng(1))
    ratio = sides(points)[..., 5:] / sides(dots)[..., 5:]
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1, :1], ratio.shape))
    assert 5.4 <= ratio.min() < 5.5
    assert 7.1 < ratio.max() <= 7.2


# --- rates --------------------------------------------------------------------------------------


def test_little_jitter_is_always_read_and_strangers_are_never_right() -> None:
    assert run_batch(Trial(TOUCH5, "press", 0.1), 500, seed=1, batch=0) == (500, 0)
    assert run_batch(Trial(KNOWN, "press", 0.1), 500, seed=1, batch=0) == (500, 0)
    assert run_batch(Trial(TOUCH5, "press", 0.1, samples=5), 50, seed=1, batch=0) == (50, 0)
    for what in ("random", "hand", "mirrored"):
        right, wrong = run_batch(Trial(RULE, what), 2000, seed=1, batch=0)
        assert right == 0
        assert wrong < 200


def test_one_dot_off_is_read_unread_or_another_stamp_and_asked_nothing_of() -> None:
    near, far = (Trial(TOUCH5, "press", 0.0, one_off_mm=off) for off in (0.5, 4.0))
    assert run_batch(near, 500, seed=1, batch=0) == (500, 0)
    right, wrong = run_batch(far, 2000, seed=1, batch=0)
    assert right == 0
    assert 0 < wrong < 200
    assert Row(far, 2000, right, wrong).requirements == []


def test_at_the_ends_of_the_range_as_much_is_asked_as_within() -> None:
    ends = [trial for trial in trials() if trial.px_per_mm is not None]
    assert [(trial.label, trial.target) for trial in ends] == [
        ("press, 0.4 mm at 5.4 px/mm", 0.97),
        ("press, 0.4 mm at 7.2 px/mm", 0.97),
    ]
    for trial in ends:
        assert run_batch(trial, 20_000, seed=3, batch=0)[0] > 0.97 * 20_000


def test_no_two_rows_are_the_same_and_their_names_say_so() -> None:
    names = [(trial.reader, trial.label) for trial in trials()]
    assert len(set(names)) == len(names)


def test_the_same_seed_counts_the_same_whatever_the_number_of_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = [Trial(TOUCH5, "press", 0.4), Trial(TOUCH5, "hand")]
    monkeypatch.setattr("benchmarks.touch.rates.trials", lambda: few)
    monkeypatch.setattr("benchmarks.touch.rates.BATCH", 300)
    rows = [measure_rates(sets=700, presses=10, seed=3, processes=n) for n in (1, 2)]
    assert rows[0] == rows[1]
    assert [row.trials for row in rows[0]] == [700, 700]
    assert rows[0] != measure_rates(sets=700, presses=10, seed=4)
    assert SAMPLED_BATCH > 0


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row(Trial(TOUCH5, "press", 0.2), 100_000, 99_990, 0), [True]),
        (Row(Trial(TOUCH5, "press", 0.2), 1000, 999, 0), [False]),
        (Row(Trial(TOUCH5, "press", 0.3), 400_000, 399_900, 0), [True, True]),
        (Row(Trial(TOUCH5, "press", 0.3), 400_000, 399_900, 2), [True, False]),
        (Row(Trial(TOUCH5, "press", 0.4, "none", 10), 10_000, 9_980, 0), [True]),
        (Row(Trial(TOUCH5, "press", 0.4, "added"), 1000, 1, 0), []),
        (Row(Trial(TOUCH5, "mirrored", 0.2), 10_000, 0, 150), [True]),
        (Row(Trial(TOUCH5, "random"), 200_000, 0, 99), [False]),
        (Row(Trial(TOUCH5, "random"), 200_000, 0, 70), [True]),
        (Row(Trial(TOUCH5, "hand"), 200_000, 0, 100_000), []),
        (Row(Trial(RULE, "random"), 200_000, 0, 100_000), []),
    ],
)
def test_a_row_meets_its_requirements_by_the_unlucky_end_of_the_interval(
    row: Row, met: list[bool]
) -> None:
    assert [requirement.met for requirement in row.requirements] == met


# --- the command --------------------------------------------------------------------------------

FEW = ("touch", "--sets", "60", "--presses", "5", "--rounds", "1")


def test_touch_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run((*FEW, "--seed", "3", "--json")) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["seed"] == 3
    assert len(document["rows"]) == len(trials())
    assert {row["trials"] for row in document["rows"]} == {5, 60}
    assert [each["patterns"] for each in document["growth"]] == [256] * 3 + [1024] * 3 + [4096] * 3
    assert any("microseconds" in each["name"] for each in document["requirements"])


def test_touch_shows_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(FEW) == 0
    shown = capsys.readouterr().out
    for title in ("presses", "no stamp", "microseconds", "requirements", "SnowShoe"):
        assert title in shown
    assert "…" not in shown


@pytest.mark.parametrize("option", ["--sets", "--presses", "--rounds", "--threads"])
def test_misuse_is_one_line(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(("touch", option, "0")) == MISUSE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
    assert option in captured.err
