from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from emulator import Conditions
from emulator.hand.gesture import Gesture
from emulator.hand.motion import draw_path
from emulator.passage import Passage, draw_passage
from stampcodec import Panel, family, panel
from stampcodec.face import StampFace

if TYPE_CHECKING:
    import numpy.typing as npt


def passage(face: StampFace, panel: Panel, **conditions: int) -> Passage:
    rng = np.random.default_rng(2)
    path = draw_path(Gesture(), face.outline_mm, panel, 10.0, rng)
    return draw_passage(path, 250.0, face, panel, Conditions(**conditions), rng)  # type: ignore[arg-type]


def test_a_passage_is_the_same_however_often_it_is_asked(face: StampFace, nexus5: Panel) -> None:
    there = passage(face, nexus5, water_drops=3)
    together = there.at(np.array([-20.0, 10.0, 300.0])).counts
    for i, time_ms in enumerate((-20.0, 10.0, 300.0)):
        np.testing.assert_array_equal(there.at(np.array([time_ms])).counts[0], together[i])


def test_what_lies_beside_a_stamp_comes_and_goes_by_its_presence(
    face: StampFace, nexus5: Panel
) -> None:
    there = passage(face, nexus5, palms=1)
    before = np.array([-60.0])
    absent = there.at(before, np.zeros(1, np.float32)).counts
    half = there.at(before, np.full(1, 0.5, np.float32)).counts
    whole = there.at(before).counts
    assert whole.max() > absent.max() + 50
    np.testing.assert_allclose(half - absent, (whole - absent) / 2, atol=1e-3)


def strengths_of(
    gesture: Gesture, conditions: Conditions, time_ms: list[float]
) -> npt.NDArray[np.float32]:
    face, screen = family("lattice8").encode(4711), panel("nexus5")
    rng = np.random.default_rng(3)
    path = draw_path(gesture, face.outline_mm, screen, 10.0, rng)
    passage = draw_passage(path, 100.0, face, screen, conditions, rng, gesture.scatter_ms)
    return passage.strengths(np.array(time_ms))


def test_a_dot_that_never_touches_is_never_felt() -> None:
    assert not strengths_of(Gesture(), Conditions(touching=0.0), [100.0, 200.0]).any()


def test_skipping_dots_come_and_go_while_the_face_is_held() -> None:
    held = strengths_of(Gesture(), Conditions(touching=0.7), np.linspace(100, 480, 400).tolist())
    assert set(np.unique(held > 0.5)) == {False, True}
    assert (held > 0.5).mean() == pytest.approx(0.7, abs=0.1)
    assert (held > 0.5).any(axis=0).all()


def test_force_that_rises_and_falls_changes_the_strength_of_all_dots() -> None:
    landed, pressed, lifting = strengths_of(
        Gesture(squeeze=0.5, bounce_mm=0.0), Conditions(), [35.0, 260.0, 495.0]
    ).mean(axis=1)
    assert pressed > 1.2 * max(landed, lifting)


def test_uneven_dots_land_one_after_the_other_in_any_order() -> None:
    time_ms = np.arange(0.0, 80.0, 0.5).tolist()
    level = Gesture(tilt_deg=(0.05, 0.06), bounce_mm=0.0)
    late = Gesture(tilt_deg=(0.05, 0.06), bounce_mm=0.0, scatter_ms=30.0)
    together, apart = (
        np.ptp((strengths_of(gesture, Conditions(), time_ms) > 0.9).argmax(axis=0)) * 0.5
        for gesture in (level, late)
    )
    assert apart > together + 10.0
