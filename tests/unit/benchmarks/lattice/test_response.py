from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice.response import Response
from emulator import Conditions
from emulator.press import presses
from stampcodec import family, panel

PERFECT = Conditions(moulding=None, noise_scale=0.0, impulses=False)


@pytest.mark.parametrize("screen", ["nexus5", "maxtouch"])
def test_the_response_is_the_emulators_press_without_chance(screen: str) -> None:
    panel_, rng = panel(screen), np.random.default_rng(1)
    stamps = family("lattice7") if screen == "nexus5" else family("lattice7").fit(panel_)
    response = Response(stamps, panel_)
    faces = [stamps.encode(merchant) for merchant in (0, 4711, 99_999)]
    pressed = presses(faces, panel_, 3, rng, PERFECT)
    occupied = np.zeros((3, stamps.n_sites), np.uint8)
    for row, face in zip(occupied, faces, strict=True):
        row[:] = face.occupied
    counts = response.counts(response.of_faces(occupied, pressed.poses))
    assert np.abs(counts - pressed.frames).max() < 0.51


def test_the_coverage_of_a_face_is_the_sum_over_its_sites() -> None:
    stamps = family("lattice8")
    response = Response(stamps, panel("nexus5"))
    poses = np.array([[30.0, 50.0, 20.0], [25.0, 60.0, 123.0]])
    occupied = np.stack([stamps.encode(7).occupied, stamps.encode(8).occupied])
    alone = response.of_sites(poses)
    whole = response.of_faces(occupied, poses)
    assert whole == pytest.approx(np.einsum("ns,nsrc->nrc", occupied, alone), abs=1e-4)


def test_a_dot_of_four_millimetres_makes_95_counts_on_the_nexus5() -> None:
    # The design's figure: about 90-100 where a finger gives 200.
    assert Response(family("lattice7"), panel("nexus5")).dot_counts == pytest.approx(95, abs=2)
