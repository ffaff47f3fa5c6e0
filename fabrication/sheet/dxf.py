"""A sheet as DXF: the layers of a single stamp, and MARKS for register marks and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ezdxf.enums import TextEntityAlignment

from fabrication.drawing import LETTER_MM, Text
from fabrication.export import dxf
from fabrication.laser import dxf as laserdxf
from fabrication.sheet.nest import MARK_RADIUS_MM

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document

    from fabrication.part import Part
    from fabrication.sheet.layout import NestedSheet

MARKS = "MARKS"
GREEN = 3


def render(nested: NestedSheet) -> bytes:
    """Write a sheet; the same sheet gives the same bytes."""
    document = dxf.new_document()
    _add_marks(document, nested)
    space, sheet = document.modelspace(), nested.sheet
    corners = [(0, 0), (sheet.width_mm, 0), (sheet.width_mm, sheet.height_mm), (0, sheet.height_mm)]
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": MARKS})
    title = space.add_text(
        nested.title, height=LETTER_MM, dxfattribs={"layer": MARKS, "style": dxf.STYLE}
    )
    title.set_placement(nested.title_mm, align=TextEntityAlignment.BOTTOM_CENTER)
    for stamp in nested.stamps:
        dxf.add_part(space, stamp.drawing, stamp.place.x_mm, stamp.place.y_mm)
    return dxf.to_bytes(document)


def render_work(nested: NestedSheet, part: Part) -> bytes:
    """Write what a laser does to make a sheet of parts."""
    document = laserdxf.new_document(part)
    _add_marks(document, nested)
    space = document.modelspace()
    laserdxf.add_outlines(space, Text(MARKS, *nested.title_mm, LETTER_MM, nested.title), 0.0, 0.0)
    for stamp in nested.stamps:
        laserdxf.add_work(space, stamp.drawing, stamp.place.x_mm, stamp.place.y_mm)
    return dxf.to_bytes(document)


def _add_marks(document: Document, nested: NestedSheet) -> None:
    document.layers.add(MARKS, color=GREEN)
    space, on_marks = document.modelspace(), {"layer": MARKS}
    sheet, r = nested.sheet, MARK_RADIUS_MM
    for x, y in sheet.marks_mm:
        space.add_circle((x, y), r / 2, dxfattribs=on_marks)
        space.add_line((x - r, y), (x + r, y), dxfattribs=on_marks)
        space.add_line((x, y - r), (x, y + r), dxfattribs=on_marks)
