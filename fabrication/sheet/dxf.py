"""A sheet as DXF: the layers of a single stamp, and MARKS for register marks and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ezdxf.enums import TextEntityAlignment

from fabrication.drawing import LETTER_MM
from fabrication.export import dxf
from fabrication.sheet.nest import MARK_RADIUS_MM

if TYPE_CHECKING:
    from fabrication.sheet.layout import NestedSheet

MARKS = "MARKS"
GREEN = 3


def render(nested: NestedSheet) -> bytes:
    """Write a sheet; the same sheet gives the same bytes."""
    document = dxf.new_document()
    document.layers.add(MARKS, color=GREEN)
    space, on_marks = document.modelspace(), {"layer": MARKS}
    sheet, r = nested.sheet, MARK_RADIUS_MM
    corners = [(0, 0), (sheet.width_mm, 0), (sheet.width_mm, sheet.height_mm), (0, sheet.height_mm)]
    space.add_lwpolyline(corners, close=True, dxfattribs=on_marks)
    for x, y in sheet.marks_mm:
        space.add_circle((x, y), r / 2, dxfattribs=on_marks)
        space.add_line((x - r, y), (x + r, y), dxfattribs=on_marks)
        space.add_line((x, y - r), (x, y + r), dxfattribs=on_marks)
    title = space.add_text(
        nested.title, height=LETTER_MM, dxfattribs={**on_marks, "style": dxf.STYLE}
    )
    title.set_placement(nested.title_mm, align=TextEntityAlignment.BOTTOM_CENTER)
    for stamp in nested.stamps:
        dxf.add_part(space, stamp.drawing, stamp.place.x_mm, stamp.place.y_mm)
    return dxf.to_bytes(document)
