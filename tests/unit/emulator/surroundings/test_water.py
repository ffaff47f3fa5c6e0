from __future__ import annotations

import numpy as np
import pytest

from emulator.surroundings.water import Drops, draw_drops, loose_drop_counts, meets_face
from stampcodec import Panel


def test_drops_lie_on_the_screen(nexus5: Panel, rng: np.random.Generator) -> None:
    drops = draw_drops(nexus5, 50, 12, rng)
    assert drops.xy_mm.shape == (50, 12, 2)
    assert (drops.xy_mm >= 0).all()
    assert (drops.xy_mm <= (nexus5.width_mm, nexus5.height_mm)).all()


def test_a_drop_meets_the_turned_face_that_covers_it() -> None:
    drops = Drops(np.array([[[30.0, 60.0], [30.0, 86.0], [49.0, 79.0]]]), np.zeros((1, 3), int))
    upright = meets_face(drops, np.array([[30.0, 60.0, 0.0]]), np.array([40.0]))
    turned = meets_face(drops, np.array([[30.0, 60.0, 45.0]]), np.array([40.0]))
    assert upright.tolist() == [[True, False, True]]
    assert turned.tolist() == [[True, True, False]]


def test_a_loose_drop_takes_back_what_it_gives(nexus5: Panel) -> None:
    drops = Drops(np.array([[[30.0, 60.0]]]), np.array([[4]]))
    counts = loose_drop_counts(drops, np.array([[True]]), nexus5)[0]
    assert counts.sum() == pytest.approx(0.0, abs=0.05 * float(np.abs(counts).sum()))
    assert np.abs(counts).max() > 5


def test_a_drop_under_the_face_is_not_loose(nexus5: Panel) -> None:
    drops = Drops(np.array([[[30.0, 60.0]]]), np.array([[4]]))
    assert not loose_drop_counts(drops, np.array([[False]]), nexus5).any()
