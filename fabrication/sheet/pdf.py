"""A sheet as PDF at 1:1: what a print shop plots and what one lays a cut sheet on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fabrication.drawing import CAMOUFLAGE, DOTS, LETTER_MM, OUTLINE, VENTS
from fabrication.paper.pen import BLACK, GREY, THIN_MM, Pen
from fabrication.sheet.nest import MARK_RADIUS_MM

if TYPE_CHECKING:
    from fabrication.sheet.layout import Nested, NestedSheet

FILLS = {DOTS: BLACK, CAMOUFLAGE: GREY}
# Hairlines as cutters want them; grooves are half as wide again as paper shows.
WIDTHS_MM = {OUTLINE: THIN_MM, VENTS: THIN_MM / 2}


def render(nested: NestedSheet) -> bytes:
    """Write a sheet on paper of its own size; the same sheet gives the same bytes."""
    sheet, stream = nested.sheet, io.BytesIO()
    size = (sheet.width_mm * mm, sheet.height_mm * mm)
    canvas = Canvas(stream, pagesize=size, invariant=True, pageCompression=1)
    canvas.setTitle(nested.title)
    pen = Pen(canvas)
    r = MARK_RADIUS_MM
    for x, y in sheet.marks_mm:
        pen.circle(x, y, r / 2, THIN_MM)
        pen.line((x - r, y), (x + r, y))
        pen.line((x, y - r), (x, y + r))
    pen.text(*nested.title_mm, nested.title, LETTER_MM, align="centre")
    for stamp in nested.stamps:
        _draw(pen, stamp)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw(pen: Pen, stamp: Nested) -> None:
    x, y, drawing = stamp.place.x_mm, stamp.place.y_mm, stamp.drawing
    for path in drawing.paths:
        pen.path(path, x, y, 1.0, WIDTHS_MM[path.layer])
    for circle in drawing.circles:
        where = x + circle.x_mm, y + circle.y_mm
        pen.circle(*where, circle.diameter_mm / 2, 0.0, fill=FILLS[circle.layer])
    for text in drawing.texts:
        pen.text(x + text.x_mm, y + text.y_mm, text.text, text.height_mm, align="centre")
