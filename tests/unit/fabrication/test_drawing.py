from __future__ import annotations

import math

import pytest
from shapely import Point, Polygon, box

from fabrication.drawing import (
    CAMOUFLAGE,
    DOTS,
    OUTLINE,
    VENTS,
    Path,
    draw,
    square_path,
)
from fabrication.part import Part
from fabrication.vents import half_chord_mm, vents
from tests.unit.fabrication.sample import FAMILIES, PARTS, drawing, rubber


def polygon(path: Path, steps: int = 64) -> Polygon:
    """Walk a path; an arc as many short lines, worked out from its bulge by rotation."""
    points = []
    for index, vertex in enumerate(path.vertices):
        end = path.vertices[(index + 1) % len(path.vertices)]
        start = complex(vertex.x_mm, vertex.y_mm)
        chord = complex(end.x_mm, end.y_mm) - start
        turn = 4 * math.atan(vertex.bulge)
        for step in range(steps if turn else 1):
            if not turn:
                points.append(start)
                continue
            centre = start + chord / 2 + 1j * chord / (2 * math.tan(turn / 2))
            along = complex(math.cos(turn * step / steps), math.sin(turn * step / steps))
            points.append(centre + (start - centre) * along)
    return Polygon([(point.real, point.imag) for point in points])


@pytest.mark.parametrize("family", FAMILIES)
def test_the_dots_come_first_and_in_the_order_of_the_face(family: str) -> None:
    face, part = rubber(family), Part(camouflage=True)
    circles = draw(face, part).circles
    dots = [(c.x_mm, c.y_mm, c.diameter_mm) for c in circles if c.layer == DOTS]
    assert dots == list(map(tuple, face.dots.tolist()))
    assert [c.layer for c in circles[: len(dots)]] == [DOTS] * len(dots)
    assert sum(c.layer == CAMOUFLAGE for c in circles) == len(face.empty)


def test_without_camouflage_empty_sites_stay_empty() -> None:
    assert {c.layer for c in drawing("lattice7", Part()).circles} == {DOTS}


@pytest.mark.parametrize("corner", [0.0, 3.0, 20.0])
def test_a_square_with_corners_is_a_buffered_square(corner: float) -> None:
    drawn = polygon(square_path(40.0, corner))
    inner = 20.0 - corner
    expected = (
        box(-inner, -inner, inner, inner).buffer(corner, quad_segs=64)
        if corner
        else box(-20, -20, 20, 20)
    )
    assert drawn.exterior.is_ccw
    assert drawn.symmetric_difference(expected).area < 0.01
    assert drawn.area == pytest.approx(1600 - (4 - math.pi) * corner**2, rel=2e-4)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_vents_stay_on_the_face_and_off_the_feet(family: str, part: Part) -> None:
    face = rubber(family)
    made = draw(face, part)
    half = made.size_mm / 2
    outline = (
        Point(0, 0).buffer(half, quad_segs=512)
        if part.outline == "circle"
        else polygon(next(path for path in made.paths if path.layer == OUTLINE))
    )
    grooves = [polygon(path) for path in made.paths if path.layer == VENTS]
    assert len(grooves) == len(vents(face, part))
    for groove in grooves:
        assert groove.exterior.is_ccw
        assert groove.difference(outline.buffer(1e-3)).area < 1e-6
        for x, y, diameter in [*face.dots.tolist(), *face.empty.tolist()]:
            assert groove.distance(Point(x, y)) > part.foot_mm(diameter) / 2 - 1e-6


@pytest.mark.parametrize(("family", "number"), [("lattice7", 12), ("lattice8", 14)])
def test_a_lattice_has_a_vent_between_any_two_rows(family: str, number: int) -> None:
    face = rubber(family)
    assert len(vents(face, Part())) == number
    assert face.pitch_mm is not None
    steps = {vent.at_mm / face.pitch_mm % 1 for vent in vents(face, Part())}
    assert steps == {0.5 if family == "lattice7" else 0.0}


def test_a_vent_wider_than_any_strip_is_not_made() -> None:
    assert vents(rubber("lattice8"), Part(vent_mm=0.8)) == ()


def test_a_chord_of_a_rounded_outline_follows_its_corner() -> None:
    face, part = rubber("touch5"), Part(outline="rounded", corner_mm=10.0)
    assert half_chord_mm(16.5, face, part) == 26.5
    assert half_chord_mm(26.5, face, part) == pytest.approx(16.5)
    assert half_chord_mm(16.5 + 6.0, face, part) == pytest.approx(16.5 + 8.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_dimension_measures_what_it_says(family: str) -> None:
    for size in drawing(family, Part()).dimensions:
        (x0, y0), (x1, y1) = size.start, size.end
        measured = {"horizontal": x1 - x0, "vertical": y1 - y0}.get(
            size.kind, math.hypot(x1 - x0, y1 - y0)
        )
        assert measured == pytest.approx(size.value_mm)
        assert size.tolerance_mm > 0


def test_an_outline_smaller_than_the_dots_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^outline_mm: expected at least"):
        draw(rubber("lattice7"), Part(outline_mm=30.0))
