from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions, glass
from emulator.device.acts import FingerAct, PalmAct, StampAct
from emulator.device.limits import MOST_HZ
from emulator.device.scan import SCAN_S, row_times_s, scanned
from emulator.hand.gesture import Gesture
from emulator.sensor.sensor import conducted
from stampcodec import Panel, family

STILL = Gesture(twist_deg=0.0, slip_mm=0.0)
PERFECT = Conditions(moulding=None)


def test_rows_follow_each_other_within_the_period() -> None:
    times = row_times_s(2.0, 27)
    assert 2.0 < times[0] < times[-1] < 2.0 + SCAN_S < 2.0 + 1 / MOST_HZ
    assert np.diff(times) == pytest.approx(SCAN_S / 27)


def test_an_empty_glass_is_zero(nexus5: Panel) -> None:
    assert not scanned([], row_times_s(0.0, 27), nexus5).any()


def test_a_stamp_that_lies_still_is_scanned_as_in_one_instant(nexus5: Panel) -> None:
    face = family("lattice8").encode(4711)
    act = StampAct(face, STILL, PERFECT, place=(31.0, 55.0, 0.0))
    there = act.drawn(0.0, nexus5, np.random.default_rng(1))
    frame = scanned([there], row_times_s(0.3, 27), nexus5)
    whole = conducted(there.counts(np.array([0.3])), glass(nexus5))[0]
    np.testing.assert_allclose(frame, whole, atol=0.05)


def test_a_row_is_that_of_its_own_moment(nexus5: Panel) -> None:
    face = family("lattice8").encode(4711)
    gesture = Gesture("swipe", speed_mm_s=(500.0, 500.0))
    act = StampAct(face, gesture, PERFECT, place=(-30.0, 55.0, 0.0), to_mm=(90.0, 55.0))
    there = act.drawn(0.0, nexus5, np.random.default_rng(1))
    times = row_times_s(0.12, 27)
    frame = scanned([there], times, nexus5)
    for row in (3, 13, 22):
        whole = conducted(there.counts(times[row : row + 1]), glass(nexus5))[0]
        np.testing.assert_allclose(frame[row], whole[row], atol=1e-3)


def test_a_finger_that_is_drawn_across_is_sheared_by_its_speed(nexus5: Panel) -> None:
    act = FingerAct(hold_ms=100.0, place_mm=(5.0, 55.0), to_mm=(55.0, 55.0))
    there = act.drawn(0.0, nexus5, np.random.default_rng(2))
    times = row_times_s(0.098, 27)
    frame = scanned([there], times, nexus5)
    at_once = scanned([there], np.full(27, times[13]), nexus5)
    column_mm = (np.arange(15) + 0.5) * nexus5.pitch_mm
    rows = np.arange(11, 16)
    middle, middle_at_once = (
        (counts[rows] @ column_mm) / counts[rows].sum(axis=1) for counts in (frame, at_once)
    )
    lag_mm = middle - middle_at_once
    slope = np.polyfit(times[rows], lag_mm, 1)[0]
    assert slope == pytest.approx(500.0, rel=0.1)


@pytest.mark.parametrize("act", [FingerAct(), PalmAct(), StampAct(family("lattice8").encode(1))])
def test_nothing_is_felt_before_an_act_begins_or_after_it_ends(
    act: FingerAct | PalmAct | StampAct, nexus5: Panel
) -> None:
    there = act.drawn(1.0, nexus5, np.random.default_rng(3))
    assert there.begin_s == pytest.approx(1.0)
    middle_s = (there.begin_s + there.end_s) / 2
    felt = [
        np.abs(scanned([there], row_times_s(start, 27), nexus5)).max()
        for start in (0.9, there.begin_s + 0.001, middle_s, there.end_s - 0.012, there.end_s + 0.01)
    ]
    assert felt[0] == felt[4] == 0
    assert max(felt[1], felt[3]) < 0.2 * felt[2]


def test_what_moves_faster_takes_more_pictures(nexus5: Panel) -> None:
    face = family("lattice8").encode(4711)
    rng = np.random.default_rng(1)
    press = StampAct(face, STILL, place=(31.0, 55.0, 0.0)).drawn(0.0, nexus5, rng)
    swipe = StampAct(face, Gesture("swipe")).drawn(0.0, nexus5, rng)
    assert press.unrest(0.3, 0.308) == 1
    assert press.unrest(0.065, 0.073) > 20
    assert swipe.unrest(0.3, 0.308) > 20
