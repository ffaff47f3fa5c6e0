"""The recordings are what the other tests of this folder take them for."""

from __future__ import annotations

import numpy as np

from stampcodec import panel
from tests.corpus.conftest import Recording


def test_the_recorded_frames_have_the_shape_and_type_of_the_nexus5_panel(
    nexus5_fingers: Recording,
) -> None:
    nexus5 = panel("nexus5")
    assert nexus5_fingers.frames.dtype == np.int16
    assert nexus5_fingers.frames.shape[1:] == (nexus5.rows, nexus5.columns)


def test_every_frame_has_a_person_and_six_people_took_part(nexus5_fingers: Recording) -> None:
    assert len(nexus5_fingers.participant) == len(nexus5_fingers.frames) == 12_000
    assert len(np.unique(nexus5_fingers.participant)) == 6
