from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions
from emulator.device.acts import Act, CalibrateAct, FingerAct, PalmAct, StampAct
from emulator.device.programme import BEFORE_S, PAUSE_S, Programme, rehearse
from stampcodec import Panel, family

FACE = family("lattice8").encode(4711)


def test_acts_follow_each_other_with_a_pause(nexus5: Panel) -> None:
    programme = Programme([StampAct(FACE), FingerAct()], nexus5, seed=1)
    assert programme.on_glass(BEFORE_S - 0.01) == []
    (first,) = programme.on_glass(BEFORE_S)
    assert first.begin_s == pytest.approx(BEFORE_S)
    programme.forget(first.end_s + 0.01)
    assert programme.on_glass(first.end_s + PAUSE_S - 0.01) == []
    (second,) = programme.on_glass(first.end_s + PAUSE_S + 0.01)
    assert second.begin_s == pytest.approx(first.end_s + PAUSE_S)
    assert not programme.is_over
    programme.forget(second.end_s + 0.01)
    assert programme.is_over


def test_acts_with_a_time_of_their_own_may_overlap(nexus5: Panel) -> None:
    acts: list[Act] = [StampAct(FACE, at_s=1.0), PalmAct(at_s=1.1), FingerAct(at_s=1.2)]
    assert len(Programme(acts, nexus5, seed=1).on_glass(1.3)) == 3


def test_a_calibration_is_asked_for_once_and_in_its_turn(nexus5: Panel) -> None:
    acts: list[Act] = [StampAct(FACE, at_s=1.0), CalibrateAct(at_s=1.2), FingerAct(at_s=1.25)]
    programme = Programme(acts, nexus5, seed=1)
    assert not programme.must_calibrate(1.3)
    assert len(programme.on_glass(1.3)) == 1
    assert not programme.must_calibrate(1.19)
    assert programme.must_calibrate(1.21)
    assert not programme.must_calibrate(1.3)
    assert len(programme.on_glass(1.3)) == 2


def test_one_act_does_not_change_what_another_looks_like(nexus5: Panel) -> None:
    moment = np.array([2.3])
    alone = Programme([StampAct(FACE, at_s=0.5), StampAct(FACE, at_s=2.0)], nexus5, seed=7)
    other = Programme([FingerAct(at_s=0.5), StampAct(FACE, at_s=2.0)], nexus5, seed=7)
    np.testing.assert_array_equal(
        alone.on_glass(2.5)[1].counts(moment), other.on_glass(2.5)[1].counts(moment)
    )


def test_what_cannot_be_is_found_before_anything_begins(nexus5: Panel) -> None:
    tall = [StampAct(FACE), StampAct(FACE, conditions=Conditions(missing_dots=99))]
    with pytest.raises(ValueError, match="missing_dots"):
        rehearse(tall, nexus5, seed=1)
    small = Panel(rows=9, columns=9, pitch_mm=4.0)
    with pytest.raises(ValueError, match="36 mm wide"):
        rehearse([StampAct(FACE)], small, seed=1)
