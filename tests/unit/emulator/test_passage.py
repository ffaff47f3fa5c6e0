from __future__ import annotations

import numpy as np

from emulator import Conditions
from emulator.hand.gesture import Gesture
from emulator.hand.motion import draw_path
from emulator.passage import Passage, draw_passage
from stampcodec import Panel
from stampcodec.face import StampFace


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
