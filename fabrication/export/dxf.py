"""DXF R2010 in millimetres: one layer for each kind of thing, true circles, dimensions.

Layers: OUTLINE, DOTS, CAMOUFLAGE, VENTS and TEXT are the part; DIMENSIONS and NOTES are about it
and may be switched off.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

import ezdxf
from ezdxf import units
from ezdxf.document import Drawing as Document
from ezdxf.enums import TextEntityAlignment

from fabrication.drawing import CAMOUFLAGE, DOTS, LAYERS, OUTLINE, TEXT, VENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ezdxf.layouts.layout import Modelspace

    from fabrication.drawing import Dimension, Drawing
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

DIMENSIONS, NOTES = "DIMENSIONS", "NOTES"
# AutoCAD colour indices.
COLOURS = {OUTLINE: 1, DOTS: 7, CAMOUFLAGE: 8, VENTS: 5, TEXT: 7, DIMENSIONS: 3, NOTES: 7}
# ISO 3098 and ISO 129-1: letters of 2.5 mm, arrows of the same length.
LETTER_MM = 2.5
STYLE = "ISO_3098"
DIMENSION_STYLE = "ISO_129"
_FIXED = Lock()


def render(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Write a drawing with its dimensions, and below it what the design rules found."""
    document = new_document()
    space = document.modelspace()
    add_part(space, drawing)
    for dimension in drawing.dimensions:
        _add_dimension(space, dimension)
    below = min((text.y_mm for text in drawing.texts), default=0.0)
    notes = [f"{part.material}; ISO 3302-1 class {part.tolerance}", *map(str, findings)]
    for row, note in enumerate(notes, 1):
        _add_text(space, NOTES, note, (0.0, below - 1.6 * LETTER_MM * row), LETTER_MM)
    return to_bytes(document)


def new_document() -> Document:
    """Return an empty drawing in mm with this module's layers and styles."""
    document = empty_document("R2010")
    for layer in (*LAYERS, DIMENSIONS, NOTES):
        document.layers.add(layer, color=COLOURS[layer])
    document.styles.add(STYLE, font="isocp.shx")
    style = document.dimstyles.add(DIMENSION_STYLE)
    style.dxf.dimtxsty = STYLE
    style.dxf.dimtxt = style.dxf.dimasz = LETTER_MM
    style.dxf.dimexo, style.dxf.dimexe, style.dxf.dimgap = 1.0, 1.5, 0.8
    style.dxf.dimdec, style.dxf.dimtdec, style.dxf.dimtfac = 2, 2, 1.0
    style.dxf.dimdsep, style.dxf.dimzin, style.dxf.dimtzin = ord("."), 8, 0
    style.dxf.dimtad, style.dxf.dimscale, style.dxf.dimlfac = 1, 1.0, 1.0
    style.dxf.dimtix = style.dxf.dimtih = style.dxf.dimtoh = 0
    return document


def empty_document(version: str) -> Document:
    """Return a drawing in mm of a DXF version, ``"R2010"`` or ``"R12"``, without layers."""
    with _fixed_meta_data():
        if version == "R12":  # which knows metric and imperial, no units
            document = Document.new("AC1009")
            document.header["$MEASUREMENT"] = 1
        else:
            document = ezdxf.new(version)
            document.units = units.MM
    return document


def add_part(space: Modelspace, drawing: Drawing, x_mm: float = 0.0, y_mm: float = 0.0) -> None:
    """Add circles, paths and texts of a drawing, its centre at (x_mm, y_mm)."""
    for circle in drawing.circles:
        space.add_circle(
            (x_mm + circle.x_mm, y_mm + circle.y_mm),
            circle.diameter_mm / 2,
            dxfattribs={"layer": circle.layer},
        )
    for path in drawing.paths:
        space.add_lwpolyline(
            [(x_mm + v.x_mm, y_mm + v.y_mm, v.bulge) for v in path.vertices],
            format="xyb",
            close=True,
            dxfattribs={"layer": path.layer},
        )
    for text in drawing.texts:
        where = (x_mm + text.x_mm, y_mm + text.y_mm)
        _add_text(space, text.layer, text.text, where, text.height_mm)


def to_bytes(document: Document) -> bytes:
    """Write a document without clock and chance."""
    # ezdxf adds its classes in the order of a set of names, which differs from run to run.
    classes = document.classes
    classes.add_required_classes(document.dxfversion)
    classes.classes = dict(sorted(classes.classes.items()))
    stream = io.StringIO()
    with _fixed_meta_data():
        document.write(stream)
    return stream.getvalue().encode("utf-8")


def _add_text(
    space: Modelspace, layer: str, text: str, where: tuple[float, float], height_mm: float
) -> None:
    attributes = {"layer": layer, "style": STYLE}
    entity = space.add_text(text, height=height_mm, dxfattribs=attributes)
    entity.set_placement(where, align=TextEntityAlignment.BOTTOM_CENTER)


def _add_dimension(space: Modelspace, dimension: Dimension) -> None:
    attributes = {"layer": DIMENSIONS}
    if dimension.kind == "diameter":
        (x0, y0), (x1, y1) = dimension.start, dimension.end
        made = space.add_diameter_dim(
            center=((x0 + x1) / 2, (y0 + y1) / 2),
            radius=dimension.value_mm / 2,
            location=dimension.text_at,
            text=f"{dimension.prefix}<>",
            dimstyle=DIMENSION_STYLE,
            override={"dimtoh": 1, "dimtmove": 1},
            dxfattribs=attributes,
        )
    else:
        vertical = dimension.kind == "vertical"
        line = dimension.line_mm
        made = space.add_linear_dim(
            base=(line, dimension.start[1]) if vertical else (dimension.start[0], line),
            p1=dimension.start,
            p2=dimension.end,
            angle=90 if vertical else 0,
            dimstyle=DIMENSION_STYLE,
            dxfattribs=attributes,
        )
    made.set_tolerance(dimension.tolerance_mm)
    made.render()


@contextmanager
def _fixed_meta_data() -> Iterator[None]:
    """Let ezdxf write a fixed date and fixed identifiers; its switch for that is one for all."""
    with _FIXED:
        before = ezdxf.options.write_fixed_meta_data_for_testing
        ezdxf.options.write_fixed_meta_data_for_testing = True
        try:
            yield
        finally:
            ezdxf.options.write_fixed_meta_data_for_testing = before
