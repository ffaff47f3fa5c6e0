"""The section on the drawing against areas worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import Polygon

from fabrication.paper.profile import dot_profile, profile
from fabrication.part import Part
from fabrication.vents import vents
from tests.unit.fabrication.sample import FAMILIES, rubber


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("camouflage", [False, True])
def test_the_cut_holds_base_dots_and_grooves_and_nothing_else(
    family: str, camouflage: bool
) -> None:
    face, part = rubber(family), Part(camouflage=camouflage)
    cut = profile(face, part)
    shape = Polygon(cut.silicone)
    assert shape.is_valid
    hit = face.dots[np.abs(face.dots[:, 1] - cut.y_mm) < face.dots[:, 2] / 2]
    dots = sum(Polygon(dot_profile(x, abs(y - cut.y_mm), d, part)).area for x, y, d in hit.tolist())
    across = [vent for vent in vents(face, part) if vent.axis == "y"]
    grooves = len(across) * part.vent_mm * part.vent_depth_mm
    base = part.size_mm(face) * part.base_mm
    assert shape.area == pytest.approx(base + dots - grooves)
    assert len(hit) >= 1
    assert all(Polygon(bump).is_valid for bump in cut.bumps)
    assert camouflage or cut.bumps == ()


def test_a_dot_through_its_axis_is_a_trapezium_and_two_fillets() -> None:
    part = Part(draft_deg=0.0, fillet_mm=0.4)
    corner = (1 - math.pi / 4) * 0.4**2
    area = Polygon(dot_profile(3.0, 0.0, 4.0, part)).area
    assert area == pytest.approx(4.0 * 2.0 + 2 * corner, rel=1e-3)


def test_a_dot_that_the_cut_misses_is_not_there() -> None:
    assert dot_profile(0.0, 2.0, 4.0, Part()) == []


def test_the_handle_is_cut_at_its_chord() -> None:
    face, part = rubber("lattice8"), Part()
    cut = profile(face, part)
    half = math.sqrt(14.0**2 - 2.5**2)
    assert abs(cut.y_mm) == pytest.approx(2.5)
    assert cut.handle[0][0] == pytest.approx(-half)
