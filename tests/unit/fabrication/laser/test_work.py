"""What a laser takes off: the face less the dots, grooves once, the beam's width allowed for."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import resvg_py
from ezdxf import recover
from numpy.typing import NDArray
from PIL import Image
from shapely import Polygon, box, union_all

from fabrication.drawing import Drawing
from fabrication.laser import dxf, svg
from fabrication.laser.legend import legend
from fabrication.laser.work import AWAY, CUT, GROOVES, LABEL, PAST_MM, laser_work
from fabrication.part import Part
from fabrication.readback import dxf as read_dxf
from fabrication.readback import svg as read_svg
from fabrication.vents import vents
from tests.unit.fabrication.sample import FAMILIES, rubber

OUTLINES = ("square", "circle", "rounded")
PX_PER_MM = 20


def part(**fields: Any) -> Part:
    return Part(process="laser", **fields)


def rendered(work: Drawing, of: Part) -> NDArray[np.uint8]:
    """Draw the SVG, twenty pixels a millimetre."""
    text = svg.render(work, of).decode()
    png = resvg_py.svg_to_bytes(svg_string=text, dpi=25.4 * PX_PER_MM, background="white")
    with Image.open(io.BytesIO(bytes(png))) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("outline", OUTLINES)
def test_dots_stay_and_all_else_of_the_face_is_burnt_away(family: str, outline: str) -> None:
    of = part(outline=outline, kerf_mm=0.2)
    work = laser_work(rubber(family), of)
    picture = rendered(work, of)
    half = work.size_mm / 2 + 0.1 + PAST_MM + svg.MARGIN_MM
    rows, columns = np.indices(picture.shape[:2])
    x, y = (columns + 0.5) / PX_PER_MM - half, half - (rows + 0.5) / PX_PER_MM
    burnt = (picture[..., 0] < 64) & (picture[..., 1] < 64)
    away = np.full(burnt.shape, np.inf)
    for dot_x, dot_y, diameter in work.rubber.dots:
        away = np.minimum(away, np.hypot(x - dot_x, y - dot_y) - diameter / 2)
    # The beam takes its half of the dots' rims.
    assert not burnt[away < 0.05].any()
    reach = np.hypot(x, y) if outline == "circle" else np.maximum(abs(x), abs(y))
    if outline == "rounded":
        corner = work.size_mm / 2 - of.corner_mm
        round_part = np.hypot(*(np.maximum(abs(each) - corner, 0) for each in (x, y)))
        reach = np.maximum(reach, np.where(round_part > 0, corner + round_part, 0))
    assert burnt[(away > 0.15) & (reach < work.size_mm / 2)].mean() == 1.0
    assert not burnt[reach > work.size_mm / 2 + 2 * PAST_MM].any()


@pytest.mark.parametrize("kerf", [0.0, 0.25])
def test_grooves_are_one_shape_that_runs_past_the_edge(kerf: float) -> None:
    face, of = rubber("lattice8"), part(kerf_mm=kerf)
    work = laser_work(face, of)
    rings = [
        Polygon([(v.x_mm, v.y_mm) for v in path.vertices])
        for path in work.paths
        if path.layer == GROOVES
    ]
    outer = max(rings, key=lambda ring: ring.area)
    holes = [ring for ring in rings if ring is not outer]
    burnt = Polygon(outer.exterior, [hole.exterior for hole in holes])
    reach, wide = work.size_mm / 2 + kerf / 2 + PAST_MM, of.vent_mm - kerf
    grooves = vents(face, of)
    assert len(grooves) == 14
    strips = [
        box(-reach, each.at_mm - wide / 2, reach, each.at_mm + wide / 2).buffer(0)
        if each.axis == "x"
        else box(each.at_mm - wide / 2, -reach, each.at_mm + wide / 2, reach)
        for each in grooves
    ]
    assert burnt.symmetric_difference(union_all(strips)).area == pytest.approx(0, abs=1e-9)
    # By the even-odd rule nothing is burnt twice: every hole lies in the one outer ring, apart.
    assert len(holes) == 36
    assert burnt.is_valid


def test_the_beam_is_allowed_for_on_the_side_where_it_takes_from_the_part() -> None:
    face = rubber("lattice7")
    plain, allowed = (laser_work(face, part(kerf_mm=kerf)) for kerf in (0.0, 0.3))

    def width(work: Drawing, layer: str) -> float:
        (path,) = (path for path in work.paths if path.layer == layer)
        return max(v.x_mm for v in path.vertices) - min(v.x_mm for v in path.vertices)

    assert width(allowed, CUT) - width(plain, CUT) == pytest.approx(0.3)
    assert width(allowed, AWAY) - width(plain, AWAY) == pytest.approx(0.3)
    pairs = zip(allowed.circles, plain.circles, strict=True)
    grown = [wide.diameter_mm - narrow.diameter_mm for wide, narrow in pairs]
    assert grown == pytest.approx([0.3] * len(face.dots))


def test_a_beam_wider_than_a_groove_is_refused() -> None:
    with pytest.raises(ValueError, match="less than the vents are wide"):
        laser_work(rubber("lattice8"), part(kerf_mm=0.6))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"process": "moulded", "kerf_mm": 0.2}, "kerf_mm: expected process laser"),
        ({"process": "laser", "camouflage": True}, "camouflage: a laser works in one sheet"),
        ({"process": "laser", "shrink_percent": 3.0}, "shrink_percent: a laser needs no mould"),
    ],
)
def test_what_the_process_cannot_do_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Part(**fields)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("outline", OUTLINES)
@pytest.mark.parametrize("kerf", [0.0, 0.2])
def test_dots_are_read_back_from_what_stays(family: str, outline: str, kerf: float) -> None:
    of = part(outline=outline, kerf_mm=kerf)
    work = laser_work(rubber(family), of)
    for found in (
        read_svg.dots(svg.render(work, of)),
        read_dxf.dots(dxf.render(work, of)),
        read_dxf.dots(dxf.render(work, of, dxf.OLD)),
    ):
        # SVG writes a tenth of a micrometre.
        assert found == pytest.approx(work.rubber.dots, abs=2e-4)


@pytest.mark.parametrize("version", [dxf.MODERN, dxf.OLD])
def test_a_cutting_file_holds_closed_lines_and_nothing_else(version: str) -> None:
    of = part(kerf_mm=0.2)
    content = dxf.render(laser_work(rubber("lattice7"), of), of, version)
    document, audit = recover.read(io.BytesIO(content))
    assert not audit.errors
    assert document.dxfversion == {dxf.MODERN: "AC1024", dxf.OLD: "AC1009"}[version]
    line = {dxf.MODERN: "LWPOLYLINE", dxf.OLD: "POLYLINE"}[version]
    entities = list(document.modelspace())
    assert {entity.dxftype() for entity in entities} == {"CIRCLE", line}
    assert {entity.dxf.layer for entity in entities} == {AWAY, GROOVES, CUT, LABEL}
    assert {entity.dxf.flags & 1 for entity in entities if entity.dxftype() == line} == {1}


def test_the_legend_names_every_layer_and_its_depth() -> None:
    of = part(dot_height_mm=1.8, vent_depth_mm=0.4)
    text = legend(laser_work(rubber("lattice8"), of), of)
    assert "ENGRAVE-AWAY   black  engrave away 1.8 mm deep" in text
    assert "ENGRAVE-VENTS  blue   engrave another 0.4 mm deep" in text
    assert "cut through the sheet of 4.3 mm, last" in text
    assert "set the kerf in your program" in text
    assert "switch the program's own kerf off" in legend(
        laser_work(rubber("lattice8"), part(kerf_mm=0.1)), part(kerf_mm=0.1)
    )
