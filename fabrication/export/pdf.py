"""The drawing as PDF: A4, what a drawing office hands to the shop.

::

    +------------------------------+--------+
    | view into the face           | dots   |
    |                              |        |
    +-------------------+----------+        |
    | section A-A       | detail B |        |
    +-------------------+-----+----+        |
    | notes                   | toler-      |
    |                         | ances       |
    +-------------------------+-------------+
    | title block                           |
    +---------------------------------------+

Findings that find no room among the notes follow on further sheets.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fabrication.paper.dottable import WIDTH_MM, draw_table, height_mm
from fabrication.paper.faceview import FaceView
from fabrication.paper.frame import (
    BLOCK_TOP,
    LEFT,
    PAPER_MM,
    RIGHT,
    TOP,
    Title,
    draw_frame,
    draw_title,
)
from fabrication.paper.notes import TABLE_MM, draw_findings, draw_notes, draw_tolerances
from fabrication.paper.pen import Pen
from fabrication.paper.profile import profile
from fabrication.paper.scale import ratio
from fabrication.paper.sectionview import detail_width, draw_detail, draw_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Drawing
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

NOTES_TOP, VIEWS_BOTTOM = 88.0, 147.0
TABLE_LEFT = RIGHT - WIDTH_MM - 2.0
PROCESSES = {
    "moulded": "Moulded silicone",
    "printed": "Printed conductive TPU",
    "laser": "Laser-cut rubber",
    "flex": "Flex PCB back-plane",
}


def render(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Draw a part on as many sheets as its findings need, mostly one."""
    content, sheets = _sheets(drawing, part, findings, sheets=1)
    # Only now is it known how many there are; every title block says so.
    return content if sheets == 1 else _sheets(drawing, part, findings, sheets=sheets)[0]


def _sheets(
    drawing: Drawing, part: Part, findings: Sequence[Finding], sheets: int
) -> tuple[bytes, int]:
    """Draw all sheets with `sheets` as their number; return them and how many there are."""
    stream = io.BytesIO()
    size = PAPER_MM[0] * mm, PAPER_MM[1] * mm
    # invariant: no date, no random identifier.
    canvas = Canvas(stream, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(f"Capacitive stamp {drawing.rubber.label}")
    canvas.setSubject("Part drawing, finished-part sizes in mm, rubber view")
    canvas.setAuthor("stampcodec")
    canvas.setCreator("stampcodec")
    view = FaceView(drawing, LEFT, VIEWS_BOTTOM, TABLE_LEFT - 2.0, TOP)
    pen = _sheet(canvas, drawing, part, (ratio(view.scale), f"1/{sheets}"))
    cut = profile(drawing.rubber, part)
    view.draw(pen, cut.y_mm, findings)
    # A short table leaves the whole width to the sections.
    short = height_mm(drawing) <= TOP - 2.0 - VIEWS_BOTTOM
    right = RIGHT if short else TABLE_LEFT - 2.0
    across = right - detail_width(drawing.rubber, part, cut)
    draw_section(pen, drawing.rubber, part, cut, (LEFT, NOTES_TOP, across, VIEWS_BOTTOM))
    draw_detail(pen, drawing.rubber, part, cut, (across, NOTES_TOP, right, VIEWS_BOTTOM))
    draw_table(pen, drawing, TABLE_LEFT, TOP - 2.0, NOTES_TOP)
    draw_tolerances(pen, part, RIGHT - TABLE_MM - 2.0, NOTES_TOP - 2.0)
    room = (LEFT + 3.0, BLOCK_TOP + 1.0, RIGHT - TABLE_MM - 6.0, NOTES_TOP - 2.0)
    left = draw_notes(pen, drawing, part, findings, room)
    number = 1
    while left:
        canvas.showPage()
        number += 1
        pen = _sheet(canvas, drawing, part, ("-", f"{number}/{sheets}"))
        room = (LEFT + 3.0, BLOCK_TOP + 2.0, RIGHT - 3.0, TOP - 4.0)
        left = draw_findings(pen, findings[len(findings) - left :], room)
    canvas.showPage()
    canvas.save()
    return stream.getvalue(), number


def _sheet(canvas: Canvas, drawing: Drawing, part: Part, which: tuple[str, str]) -> Pen:
    """Begin a sheet with frame and title block; `which` is its scale and number."""
    pen = Pen(canvas)
    draw_frame(pen)
    rubber = drawing.rubber
    pitch = "" if rubber.pitch_mm is None else f", pitch {rubber.pitch_mm:g} mm"
    title = Title(
        label=rubber.label,
        title=f"Capacitive stamp\nmerchant {rubber.merchant_id}\n{rubber.family}{pitch}",
        material=(part.material[:1].upper() + part.material[1:]).replace("+-", "±"),
        tolerance=f"ISO 3302-1 class {part.tolerance}",
        process=PROCESSES[part.process],
        scale=which[0],
        sheet=which[1],
    )
    draw_title(pen, title)
    return pen
