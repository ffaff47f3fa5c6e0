"""The half section of a dot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fabrication.part import Part
from fabrication.solid.profile import profile

from .exact import bump_mm3


@pytest.mark.parametrize("fillet_mm", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("draft_deg", [0.0, 3.0, 30.0])
def test_the_foot_is_as_wide_as_the_part_says(draft_deg: float, fillet_mm: float) -> None:
    part = Part(draft_deg=draft_deg, fillet_mm=fillet_mm)
    assert 2 * profile(4.0, part).centre_mm == pytest.approx(part.foot_mm(4.0))


@pytest.mark.parametrize("draft_deg", [0.0, 3.0, 30.0])
def test_the_fillet_leaves_side_and_base_without_a_kink(draft_deg: float) -> None:
    half = profile(4.0, Part(draft_deg=draft_deg, fillet_mm=0.5))
    r, z = half.side
    radius = (half.centre_mm - r, half.fillet_mm - z)
    assert math.hypot(*radius) == pytest.approx(0.5)
    side = (half.tip_mm - r, half.height_mm - z)
    assert radius[0] * side[0] + radius[1] * side[1] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    "part", [Part(), Part(draft_deg=0.0), Part(fillet_mm=2.0), Part(draft_deg=20.0, fillet_mm=1.0)]
)
def test_the_polygon_turned_round_has_the_volume_of_the_formula(part: Part) -> None:
    r, z = np.array(profile(3.5, part).polygon()).T
    # Pappus, by triangles on the origin.
    cross = r * np.roll(z, -1) - np.roll(r, -1) * z
    volume = 2 * math.pi * float((cross * (r + np.roll(r, -1))).sum()) / 6
    assert volume == pytest.approx(bump_mm3(3.5, part), rel=1e-3)


def test_the_formula_of_the_volume_is_the_integral_of_the_section() -> None:
    part = Part(draft_deg=8.0, fillet_mm=0.7)
    half = profile(3.5, part)
    z = (np.arange(200_000) + 0.5) * part.dot_height_mm / 200_000
    fillet = half.centre_mm - np.sqrt(np.maximum(0.7**2 - (0.7 - z) ** 2, 0.0))
    side = half.tip_mm + (part.dot_height_mm - z) * math.tan(half.draft_rad)
    radius = np.where(z < half.side[1], fillet, side)
    area = math.pi * radius**2
    assert bump_mm3(3.5, part) == pytest.approx(float(area.mean()) * part.dot_height_mm, rel=1e-6)
