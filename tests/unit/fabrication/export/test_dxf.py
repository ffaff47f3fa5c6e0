"""DXF, audited by ezdxf and read back by GDAL."""

from __future__ import annotations

import io
from pathlib import Path

import ezdxf
import numpy as np
import pyogrio.raw
import pytest
import shapely.wkb
from ezdxf.document import Drawing as Document
from shapely.geometry.base import BaseGeometry

from fabrication.drawing import CAMOUFLAGE, DOTS, OUTLINE, TEXT, VENTS, Drawing
from fabrication.export import dxf
from fabrication.part import Part
from fabrication.rules.finding import Finding
from tests.unit.fabrication.sample import FAMILIES, PARTS, drawing


def document(content: bytes) -> Document:
    return ezdxf.read(io.StringIO(content.decode("utf-8")))


def seen_by_gdal(content: bytes, folder: Path) -> list[tuple[str, BaseGeometry, str | None]]:
    path = folder / "stamp.dxf"
    path.write_bytes(content)
    meta, _, shapes, columns = pyogrio.raw.read(path)
    fields = dict(zip(meta["fields"], columns, strict=True))
    return [
        (str(layer), shapely.wkb.loads(shape), text)
        for layer, shape, text in zip(fields["Layer"], shapes, fields["Text"], strict=True)
    ]


def circles(made: Drawing, layer: str) -> list[tuple[float, float, float]]:
    return [(c.x_mm, c.y_mm, c.diameter_mm) for c in made.circles if c.layer == layer]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_ezdxf_finds_nothing_to_repair(family: str, part: Part) -> None:
    read = document(dxf.render(drawing(family, part), part, []))
    auditor = read.audit()
    assert (auditor.errors, auditor.fixes) == ([], [])
    assert read.units == ezdxf.units.MM


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_dots_are_true_circles_on_their_layer(family: str, part: Part) -> None:
    made = drawing(family, part)
    space = document(dxf.render(made, part, [])).modelspace()
    for layer in (DOTS, CAMOUFLAGE):
        found = [
            (e.dxf.center.x, e.dxf.center.y, 2 * e.dxf.radius)
            for e in space.query(f'CIRCLE[layer=="{layer}"]')
        ]
        assert found == circles(made, layer)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_gdal_sees_every_thing_where_it_was_drawn(family: str, part: Part, tmp_path: Path) -> None:
    made = drawing(family, part)
    seen = seen_by_gdal(dxf.render(made, part, []), tmp_path)
    dots = [shape for layer, shape, _ in seen if layer == DOTS]
    for shape, (x, y, diameter) in zip(dots, circles(made, DOTS), strict=True):
        low_x, low_y, high_x, high_y = shape.bounds
        # GDAL walks a circle in steps of 4 degrees.
        np.testing.assert_allclose([(low_x + high_x) / 2, (low_y + high_y) / 2], [x, y], atol=0.01)
        assert high_x - low_x == pytest.approx(diameter, rel=1e-3)
    (outline,) = (shape for layer, shape, _ in seen if layer == OUTLINE)
    half = made.size_mm / 2
    np.testing.assert_allclose(np.array(outline.bounds), (-half, -half, half, half), atol=0.02)
    vents = [shape for layer, shape, _ in seen if layer == VENTS]
    assert len(vents) == sum(path.layer == VENTS for path in made.paths)
    assert all(shapely.Polygon(np.array(vent.coords)).area > 1.0 for vent in vents)
    assert [text for layer, _, text in seen if layer == TEXT] == [made.rubber.label]


@pytest.mark.parametrize("family", FAMILIES)
def test_dimensions_measure_the_part_and_carry_tolerances(family: str) -> None:
    made = drawing(family, Part())
    space = document(dxf.render(made, Part(), [])).modelspace()
    read = list(space.query("DIMENSION"))
    measured = sorted(entity.get_measurement() for entity in read)
    assert measured == pytest.approx(sorted(size.value_mm for size in made.dimensions))
    shown = [
        text.plain_text() if text.dxftype() == "MTEXT" else text.dxf.text
        for entity in read
        for text in entity.get_geometry_block().query("TEXT MTEXT")
    ]
    assert len(shown) == len(made.dimensions)
    for size in made.dimensions:
        assert any(
            f"{size.value_mm:g}" in text and f"±{size.tolerance_mm:.2f}" in text for text in shown
        )


def test_findings_are_written_on_the_drawing(tmp_path: Path) -> None:
    finding = Finding("gap", "error", 1.0, 2.0, 0.5, 1.0, "too near")
    seen = seen_by_gdal(dxf.render(drawing("touch5", Part()), Part(), [finding]), tmp_path)
    assert str(finding) in [text for layer, _, text in seen if layer == dxf.NOTES]
