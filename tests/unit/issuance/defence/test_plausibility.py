from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import stampcodec as sc
from benchmarks.touch.pressed import body, samples
from issuance.defence.plausibility import objection
from issuance.defence.series import Series, series_of

CODE = 77
DOTS = sc.family("touch5").encode(CODE).dots[:, :2]


def series(points: NDArray[np.float64]) -> Series:
    found = series_of(points, DOTS)
    assert found is not None
    return found


def told(seed: int, **options: Any) -> dict[str, Any]:
    press = body(CODE, seed, **options)
    return {
        "times_ms": press["times_ms"],
        "landing_ms": press["landing_ms"],
        "held_ms": max(press["times_ms"][-1] - press["times_ms"][0], 600.0),
        "radii_mm": (np.array(press["radii_px"]) / 6.3).tolist(),
    }


@pytest.mark.parametrize("whole_px", [False, True])
@pytest.mark.parametrize("t", [1, 2, 3, 4, 6, 30, 64])
def test_presses_are_plausible(t: int, whole_px: bool) -> None:
    for seed in range(20):
        points = samples(CODE, seed, t=t, whole_px=whole_px)
        assert objection(series(points), "press", **told(seed, t=t)) is None


def test_a_still_stamp_of_few_samples_is_plausible() -> None:
    points = samples(CODE, 1, t=1, whole_px=True).repeat(3, axis=0)
    assert objection(series(points), "press", **told(1, t=3)) is None


@pytest.mark.parametrize("t", [1, 5, 9, 10])
@pytest.mark.parametrize("held_ms", [None, 599.0])
def test_few_samples_of_a_press_that_did_not_rest_are_too_short(
    t: int, held_ms: float | None
) -> None:
    for seed in range(5):
        points = samples(CODE, seed, t=t)
        word = objection(series(points), "press", **{**told(seed, t=t), "held_ms": held_ms})
        assert word == ("short" if t < 10 else None)


@pytest.mark.parametrize("turn_deg", [0.0, 33.0])
def test_the_dots_as_they_were_drawn_are_typed_in(turn_deg: float) -> None:
    places = DOTS @ np.array([1, 1j]) * 6.3 * np.exp(1j * np.deg2rad(turn_deg)) + 200 + 200j
    points = np.stack([places.real, places.imag], axis=-1)[None]
    assert objection(series(points), "press", **told(1, t=1)) == "ideal"


def constant() -> NDArray[np.float64]:
    return samples(CODE, 1, t=1).repeat(10, axis=0)


def rigid() -> NDArray[np.float64]:
    """One sample, shifted and turned from moment to moment."""
    turns = np.exp(1j * np.linspace(0, 0.1, 10))
    places = (samples(CODE, 1, t=1)[0] @ [1, 1j])[None] * turns[:, None]
    return np.stack([places.real, places.imag], axis=-1)


def wild() -> NDArray[np.float64]:
    return samples(CODE, 1, t=10, jitter_mm=4.0)


@pytest.mark.parametrize("made", [constant, rigid, wild], ids=lambda made: made.__name__)
def test_trembling_is_neither_none_nor_wild(made: Any) -> None:
    assert objection(series(made()), "press", **told(1, t=10)) == made.__name__


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"landing_ms": [0.0, 1.0, 2.0, 3.0, 900.0]}, "landing"),
        ({"landing_ms": [5.0, 6.0, 7.0, 8.0, 9.0]}, "landing"),
        ({"times_ms": [float(k // 2) for k in range(10)]}, "times"),
        ({"times_ms": [-float(k) for k in range(10)]}, "times"),
        ({"times_ms": [k * 10_000.0 for k in range(10)]}, "times"),
        ({"radii_mm": [[40.0] * 5] * 10}, "radii"),
        ({"held_ms": 149.0}, "rest"),
        ({"held_ms": 60_001.0}, "rest"),
        ({"held_ms": 60_000.0}, None),
        ({"held_ms": None}, None),
    ],
)
def test_what_no_screen_says_is_told_in_one_word(change: dict[str, Any], word: str | None) -> None:
    points = samples(CODE, 3, t=10)
    assert objection(series(points), "press", **{**told(3, t=10), **change}) == word


def test_a_stamp_does_not_fly() -> None:
    points = samples(CODE, 3, t=10) + 40.0 * np.arange(10)[:, None, None]
    times = [float(k) for k in range(10)]
    slow = [40 * each for each in times]
    for times_ms, word in ((times, "speed"), (slow, None)):
        said = objection(series(points), "swipe", **{**told(3, t=10), "times_ms": times_ms})
        assert said == word


def test_a_swipe_may_land_dot_by_dot() -> None:
    points = samples(CODE, 3, t=10)
    landing = [0.0, 200.0, 400.0, 800.0, 1200.0]
    press = {**told(3, t=10), "landing_ms": landing}
    assert objection(series(points), "swipe", **press) is None
    assert objection(series(points), "press", **press) == "landing"
