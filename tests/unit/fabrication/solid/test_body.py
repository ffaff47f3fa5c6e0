"""The bodies of a part as solids."""

from __future__ import annotations

import numpy as np
import pytest

from fabrication.part import Part
from fabrication.solid.body import face_side, solid
from fabrication.solid.mould import WALL_MM, cavity

from . import exact
from .cases import CASES, rubber_of


@pytest.mark.parametrize(("family", "part"), CASES)
def test_the_conductive_body_is_one_piece_with_no_hole_through_it(family: str, part: Part) -> None:
    body = solid(rubber_of(family), part, "conductive")
    assert len(body.decompose()) == 1
    assert body.genus() == 0


@pytest.mark.parametrize(("family", "part"), CASES)
def test_the_bodies_share_no_room_and_reach_the_same_height(family: str, part: Part) -> None:
    rubber = rubber_of(family)
    conductive = solid(rubber, part, "conductive")
    insulating = solid(rubber, part, "insulating")
    assert (conductive ^ insulating).volume() == pytest.approx(0.0, abs=1e-6)
    assert conductive.bounding_box()[5] == pytest.approx(part.dot_height_mm)
    if part.camouflage:
        assert insulating.bounding_box()[5] == pytest.approx(part.dot_height_mm)
        assert len(insulating.decompose()) == len(rubber.empty)
    else:
        assert insulating.is_empty()


@pytest.mark.parametrize(("family", "part"), CASES)
def test_a_cut_just_below_the_tips_shows_every_dot_where_the_rubber_has_it(
    family: str, part: Part
) -> None:
    rubber = rubber_of(family)
    cut = solid(rubber, part, "conductive").slice(part.dot_height_mm - 1e-3)
    discs = []
    for piece in cut.decompose():
        corners = piece.to_polygons()[0]
        discs.append((*corners.mean(axis=0), 2 * np.sqrt(piece.area() / np.pi)))
    found = np.array(sorted(discs))
    wanted = np.array(sorted(rubber.dots.tolist()))
    assert found == pytest.approx(wanted, abs=1e-3)


def test_feet_that_meet_leave_the_room_to_the_conductive_dot() -> None:
    rubber = rubber_of("lattice8")
    part = Part(camouflage=True, fillet_mm=1.0, vent_mm=0.0)
    assert part.foot_mm(3.5) > 5.0  # wider than the pitch
    insulating = solid(rubber, part, "insulating")
    assert (solid(rubber, part, "conductive") ^ insulating).volume() == pytest.approx(0, abs=1e-6)
    assert insulating.volume() < exact.insulating_mm3(rubber, part)


def test_the_grooves_are_open_to_the_edge() -> None:
    rubber, part = rubber_of("lattice7"), Part()
    cut = face_side(rubber, part).slice(-part.vent_depth_mm / 2)
    # Six grooves each way part the top of the base into 7 x 7 islands.
    assert len(cut.decompose()) == 49


@pytest.mark.parametrize(("family", "part"), CASES)
def test_rubber_from_the_cavity_is_the_part_once_it_has_shrunk(family: str, part: Part) -> None:
    rubber = rubber_of(family)
    shrinking = Part(**{**part.__dict__, "shrink_percent": 4.0})
    plate = cavity(rubber, shrinking)
    size = part.size_mm(rubber) / 0.96 + 2 * WALL_MM
    height = (part.dot_height_mm + part.base_mm + part.plane_mm) / 0.96 + WALL_MM
    hollow = (size**2 * height - plate.volume()) * 0.96**3
    wanted = exact.face_side_mm3(rubber, part)
    wanted += exact.insulating_mm3(rubber, part) if part.camouflage else 0.0
    assert hollow == pytest.approx(wanted, rel=1e-3)
    # Open at the parting plane: no skin, no hole through the plate.
    assert len(plate.decompose()) == 1
    assert plate.genus() == 0


def test_a_cavity_without_a_shrink_is_refused() -> None:
    with pytest.raises(ValueError, match="shrink_percent: expected the shrink"):
        cavity(rubber_of("lattice7"), Part())


def test_a_body_of_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of conductive, insulating, got 'steel'"):
        solid(rubber_of("lattice7"), Part(), "steel")
