"""SVG, rendered by resvg."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from fabrication.drawing import CAMOUFLAGE, DOTS, OUTLINE
from fabrication.export import svg
from fabrication.part import Part
from fabrication.rules.finding import Finding
from tests.unit.fabrication.sample import FAMILIES, PARTS, drawing

# Ten pixels a millimetre: resvg takes a width in mm at this many dots an inch.
PX_PER_MM = 10
DPI = 254


def rendered(content: bytes) -> NDArray[np.uint8]:
    png = resvg_py.svg_to_bytes(svg_string=content.decode(), dpi=DPI, background="white")
    with Image.open(io.BytesIO(bytes(png))) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_black_is_exactly_where_the_dots_are(family: str, part: Part) -> None:
    made = drawing(family, part)
    picture = rendered(svg.render(made, part, []))
    half = made.size_mm / 2
    # Only the face: its label below is black too.
    side = int(2 * (half + svg.MARGIN_MM) * PX_PER_MM)
    assert picture.shape[1] == pytest.approx(side, abs=1)
    face = picture[: int((2 * half + svg.MARGIN_MM) * PX_PER_MM)]
    rows, columns = np.indices(face.shape[:2])
    x = (columns + 0.5) / PX_PER_MM - half - svg.MARGIN_MM
    y = half + svg.MARGIN_MM - (rows + 0.5) / PX_PER_MM
    black = face.max(axis=2) < 64
    inside, near = np.zeros_like(black), np.zeros_like(black)
    for circle in made.circles:
        if circle.layer == DOTS:
            off = np.hypot(x - circle.x_mm, y - circle.y_mm) - circle.diameter_mm / 2
            inside |= off < -0.1
            near |= off < 0.1
    assert inside.any()
    assert black[inside].all()
    assert not black[~near].any()


@pytest.mark.parametrize("part", PARTS)
def test_the_cut_line_is_red_and_runs_along_the_outline(part: Part) -> None:
    made = drawing("lattice7", part)
    picture = rendered(svg.render(made, part, [])).astype(int)
    red = (picture[..., 0] - picture[..., 1:].max(axis=2)) > 60
    rows, columns = np.nonzero(red)
    extent = np.array([np.ptp(columns), np.ptp(rows)]) / PX_PER_MM
    np.testing.assert_allclose(extent, made.size_mm, atol=0.2)


def test_a_user_unit_is_a_millimetre() -> None:
    root = ET.fromstring(svg.render(drawing("lattice7", Part()), Part(), []))
    width, height = root.attrib["width"], root.attrib["height"]
    _, _, box_width, box_height = root.attrib["viewBox"].split()
    assert (width, height) == (f"{box_width}mm", f"{box_height}mm")
    assert box_width == "52"


def test_a_group_is_a_layer_and_empty_layers_are_left_out() -> None:
    def names(part: Part) -> set[str]:
        root = ET.fromstring(svg.render(drawing("touch5", part), part, []))
        return {group.attrib["class"] for group in root.iter("{http://www.w3.org/2000/svg}g")}

    assert {DOTS, OUTLINE} <= names(Part())
    assert CAMOUFLAGE not in names(Part(camouflage=True))


def test_letters_are_outlines_that_need_no_font() -> None:
    content = svg.render(drawing("lattice7", Part()), Part(), [])
    assert b"<text" not in content
    picture = rendered(content)
    below = picture[int((42.0 + 5.0 + 1.0) * PX_PER_MM) :]
    assert (below.max(axis=2) < 64).sum() > 500


def test_findings_are_in_the_description_escaped() -> None:
    finding = Finding("gap", "error", 0.0, 0.0, 0.5, 1.0, "a < b & c")
    root = ET.fromstring(svg.render(drawing("touch5", Part()), Part(), [finding]))
    description = root.findtext("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert str(finding) in description
