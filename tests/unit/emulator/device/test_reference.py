from __future__ import annotations

import numpy as np
import pytest

from emulator.device.reference import (
    AWAY_COUNTS_S,
    CALIBRATION_SCANS,
    FOLLOW_S,
    HOLD_S,
    RECALIBRATE_S,
    Limits,
    Reference,
    limits,
)
from emulator.driver import firmware
from stampcodec import Panel, panel

LIMITS = Limits(gate=10.0, far_below=-35.0)
PERIOD_S = 0.01


def calibrated(level: float = 0.0) -> Reference:
    reference = Reference((2, 3), LIMITS)
    reference.calibrate()
    while reference.is_calibrating:
        reference.average(np.full((2, 3), level, np.float32))
    return reference


def run(
    reference: Reference, level: float, seconds: float, start_s: float = 0.0, *, touched: bool
) -> list[bool]:
    measured = np.full((2, 3), level, np.float32)
    return [
        reference.follow(reference.delta(measured), start_s + PERIOD_S * i, touched=touched)
        for i in range(round(seconds / PERIOD_S))
    ]


def level_of(reference: Reference) -> float:
    return float(-reference.delta(np.zeros((2, 3), np.float32))[0, 0])


def test_a_calibration_is_the_mean_of_some_scans() -> None:
    reference = Reference((2, 3), LIMITS)
    reference.calibrate()
    for i in range(CALIBRATION_SCANS):
        assert reference.is_calibrating
        reference.average(np.full((2, 3), float(i), np.float32))
    assert not reference.is_calibrating
    assert level_of(reference) == pytest.approx((CALIBRATION_SCANS - 1) / 2)


def test_it_follows_what_drifts_within_the_gate() -> None:
    reference = calibrated()
    run(reference, 5.0, FOLLOW_S, touched=False)
    assert level_of(reference) == pytest.approx(5.0 * (1 - np.exp(-1)), rel=0.02)


def test_it_leaves_a_weak_touch_above_the_gate_alone() -> None:
    reference = calibrated()
    run(reference, 12.0, 10.0, touched=False)
    assert level_of(reference) == 0.0


def test_it_stands_still_under_a_touch_and_for_a_while_after_it() -> None:
    reference = calibrated()
    run(reference, 5.0, 2.0, touched=True)
    assert level_of(reference) == 0.0
    run(reference, 5.0, HOLD_S - 0.1, 2.0, touched=False)
    assert level_of(reference) == 0.0
    run(reference, 5.0, 1.0, 2.0 + HOLD_S, touched=False)
    assert level_of(reference) > 0.5


def test_a_faint_imprint_goes_by_a_count_a_second() -> None:
    reference = calibrated(20.0)
    assert not any(run(reference, 0.0, 5.0, touched=False))
    assert level_of(reference) == pytest.approx(20.0 - 5.0 * AWAY_COUNTS_S, rel=0.02)


def test_a_strong_imprint_has_the_panel_calibrated_anew() -> None:
    reference = calibrated(90.0)
    wants = run(reference, 0.0, 1.0, touched=False)
    assert wants.index(True) * PERIOD_S == pytest.approx(RECALIBRATE_S, abs=2 * PERIOD_S)


def test_what_is_below_zero_while_something_touches_is_left_alone() -> None:
    assert not any(run(calibrated(90.0), 0.0, 2.0, touched=True))


def test_presses_in_quick_succession_do_not_keep_an_imprint() -> None:
    reference = calibrated(90.0)
    wants: list[bool] = []
    for start_s in (0.0, 0.8):
        wants += run(reference, 0.0, 0.3, start_s, touched=True)
        wants += run(reference, 0.0, 0.5, start_s + 0.3, touched=False)
    # 0.5 s after the first press, 0.1 s after the second.
    assert wants.index(True) * PERIOD_S == pytest.approx(1.2, abs=3 * PERIOD_S)


def test_a_node_that_is_wrong_now_and_then_is_no_imprint() -> None:
    reference = calibrated()
    rng = np.random.default_rng(1)
    for i in range(500):
        measured = np.zeros((2, 3), np.float32)
        if i % 10:
            measured[0, 0] = -200.0 * (rng.random() < 0.9)
        assert not reference.follow(reference.delta(measured), PERIOD_S * i, touched=False)


def test_time_without_scans_does_not_count() -> None:
    reference = calibrated()
    run(reference, 5.0, PERIOD_S, touched=False)
    run(reference, 5.0, PERIOD_S, 3600.0, touched=False)
    assert level_of(reference) < 0.2


@pytest.mark.parametrize("name", ["nexus5", "maxtouch", "surface"])
def test_no_noise_reaches_the_limits(name: str) -> None:
    screen: Panel = panel(name)
    found = limits(screen, firmware(screen))
    assert found.gate >= 5 * screen.noise_counts
    assert found.far_below < -found.gate
