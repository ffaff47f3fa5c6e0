from __future__ import annotations

import numpy as np
import pytest

from emulator import Conditions, glass
from emulator.rubber.footprint import Footprint, draw_footprint
from emulator.rubber.sites import sites
from stampcodec import panel
from stampcodec.face import StampFace


def footprint(face: StampFace, rng: np.random.Generator, **change: object) -> Footprint:
    every = sites([face], with_empty=True).of(np.zeros(60, np.intp))
    held = Conditions(moulding=None, **change)  # type: ignore[arg-type]
    return draw_footprint(every, np.full(60, face.outline_mm), held, glass(panel("nexus5")), rng)


def test_a_nominal_footprint_is_the_face(face: StampFace, rng: np.random.Generator) -> None:
    whole = footprint(face, rng)
    np.testing.assert_array_equal(whole.strength, 1.0)
    np.testing.assert_allclose(whole.uv_mm[7], face.dots[:, :2], atol=1e-5)


@pytest.mark.parametrize(
    ("change", "weakest"),
    [({"worn_mm": 0.2}, 0.3), ({"dirty_dots": 3}, 0.7), ({"tilt_mm": 0.3}, 0.2)],
)
def test_wear_dirt_and_tilt_weaken_contacts(
    change: dict[str, float], weakest: float, face: StampFace, rng: np.random.Generator
) -> None:
    strength = footprint(face, rng, **change).strength
    assert weakest < strength.min() < strength.max() <= 1.0
    assert strength.min() < weakest + 0.15


def test_a_bridge_is_one_more_contact(face: StampFace, rng: np.random.Generator) -> None:
    joined = footprint(face, rng, bridged_dots=2)
    assert joined.strength.shape == (60, len(face.dots) + 2)
    np.testing.assert_array_equal(joined.strength[:, -2:], 0.5)
