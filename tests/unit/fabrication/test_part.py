from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from fabrication.part import MATERIALS, PROCESSES, Part
from tests.unit.fabrication.sample import FAMILIES, rubber


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outline", "oval"),
        ("process", "cast"),
        ("tolerance", "M5"),
        ("outline_mm", -1.0),
        ("outline_mm", math.inf),
        ("dot_height_mm", 0.0),
        ("dot_height_mm", math.nan),
        ("base_mm", 31.0),
        ("draft_deg", 31.0),
        ("draft_deg", -1.0),
        ("fillet_mm", 2.5),
        ("vent_mm", -0.1),
        ("vent_depth_mm", 2.5),
        ("plane_mm", 0.0),
        ("handle_diameter_mm", 0.0),
        ("handle_height_mm", 201.0),
        ("shrink_percent", 21.0),
        ("material", " "),
        ("material", "two\nlines"),
    ],
)
def test_an_impossible_value_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{field}: expected"):
        Part(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outline", 1),
        ("material", None),
        ("camouflage", 1),
        ("base_mm", "2.5"),
        ("base_mm", True),
        ("vent_mm", False),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"^{field}: expected"):
        Part(**{field: value})


@pytest.mark.parametrize("process", PROCESSES)
def test_each_process_has_materials_of_its_own_until_others_are_named(process: str) -> None:
    assert (Part(process=process).material, Part(process=process).insulator) == MATERIALS[process]
    assert ("TPU" in Part(process=process).material) == (process == "printed")
    assert Part(process=process, material="gum").material == "gum"


def test_what_may_be_absent_may_be_zero() -> None:
    part = Part(fillet_mm=0, vent_mm=0, vent_depth_mm=0, corner_mm=0, draft_deg=0, shrink_percent=0)
    assert part.foot_mm(4.0) == 4.0
    assert type(part.fillet_mm) is float


def test_a_part_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Part().base_mm = 3.0  # type: ignore[misc]


def test_corners_larger_than_the_outline_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^corner_mm: expected at most half the outline \(20\)"):
        Part(outline="rounded", outline_mm=40.0, corner_mm=20.5)


def test_a_drafted_foot_without_fillet_grows_by_the_tangent() -> None:
    part = Part(dot_height_mm=2.0, draft_deg=45 / 2, fillet_mm=0.0)
    assert part.foot_mm(4.0) == pytest.approx(4.0 + 2 * 2.0 * (math.sqrt(2) - 1))


def test_a_fillet_on_an_upright_side_reaches_its_radius() -> None:
    assert Part(draft_deg=0.0, fillet_mm=0.5).foot_mm(4.0) == pytest.approx(5.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_square_is_the_side_of_the_face(family: str) -> None:
    face = rubber(family)
    assert Part().size_mm(face) == face.outline_mm


def test_a_circle_goes_around_the_corner_dots_and_their_edge() -> None:
    # Corner dots of lattice7 at (18, 18), 4 mm wide, 1 mm from the edge, to the next half mm.
    assert Part(outline="circle").size_mm(rubber("lattice7")) == 57.0
    assert 2 * (18 * math.sqrt(2) + 2 + 1) == pytest.approx(56.91, abs=0.01)


@pytest.mark.parametrize(
    ("outline", "least"), [("square", 40.0), ("circle", 2 * (18 * math.sqrt(2) + 2))]
)
def test_an_outline_that_cuts_the_dots_is_refused(outline: str, least: float) -> None:
    face, part = rubber("lattice7"), Part(outline=outline)
    assert replace(part, outline_mm=least + 1e-6).size_mm(face) == least + 1e-6
    with pytest.raises(ValueError, match=f"^outline_mm: expected at least {least:.2f}"):
        replace(part, outline_mm=least - 1e-3).size_mm(face)
