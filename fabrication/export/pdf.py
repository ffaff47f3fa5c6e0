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

from fabrication.notch import ENDS
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
from fabrication.paper.handleview import HandleView
from fabrication.paper.notes import TABLE_MM, draw_findings, draw_notes, draw_tolerances, standard
from fabrication.paper.pen import Pen
from fabrication.paper.profile import profile
from fabrication.paper.scale import ratio
from fabrication.paper.sectionview import detail_width, draw_detail, draw_section
from fabrication.release import Release
from fabrication.variant import digits, drawing_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fabrication.drawing import Drawing
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

NOTES_TOP, VIEWS_BOTTOM = 97.0, 156.0
TABLE_LEFT = RIGHT - WIDTH_MM - 2.0
PROCESSES = {
    "moulded": "Moulded silicone",
    "printed": "Printed conductive TPU",
    "laser": "Laser-cut rubber",
    "flex": "Flex PCB back-plane",
}


def render(
    drawing: Drawing, part: Part, findings: Sequence[Finding], release: Release | None = None
) -> bytes:
    """Draw a part on as many sheets as its findings need, mostly one."""
    return _document(
        part,
        drawing_number(drawing.rubber, part),
        sum(finding.severity == "error" for finding in findings),
        release or Release(),
        lambda drawn: _face(drawn, drawing, part, findings),
    )


def render_pair(
    ends: Sequence[tuple[Drawing, Sequence[Finding]]], part: Part, label: str, release: Release
) -> bytes:
    """Draw a two-ended stamp as one set: the handle with both ends, then each face.

    Parameters
    ----------
    ends : sequence of (Drawing, sequence of Finding)
        The plain end, then the notched one.
    part : Part
    label : str
        Name of the stamp; the drawing number follows from it and both ends.
    release : Release
    """

    def draw(drawn: _Set) -> None:
        drawings = [drawing for drawing, _ in ends]
        codes = " and ".join(str(drawing.rubber.merchant_id) for drawing in drawings)
        family = drawings[0].rubber.family
        view = HandleView(drawings[0], drawings[1], part, (LEFT, BLOCK_TOP, RIGHT, TOP))
        title = f"Two-ended capacitive stamp\nmerchants {codes}\n{family}"
        view.draw(drawn.sheet(title, ratio(view.scale)))
        for (drawing, findings), name in zip(ends, ENDS, strict=True):
            _face(drawn, drawing, part, findings, f", {name} end")

    numbers = [drawing_number(drawing.rubber, part) for drawing, _ in ends]
    broken = sum(each.severity == "error" for _, findings in ends for each in findings)
    return _document(part, f"{label}-{digits(numbers)}", broken, release, draw)


class _Set:
    """Sheets of one document, numbered as they come."""

    def __init__(
        self, canvas: Canvas, part: Part, drawing: str, broken: int, release: Release, sheets: int
    ) -> None:
        self.canvas, self.part, self.sheets, self.number = canvas, part, sheets, 0
        self.drawing, self.broken, self.release = drawing, broken, release

    def sheet(self, title: str, scale: str) -> Pen:
        """Begin a sheet with frame and title block."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        pen = Pen(self.canvas)
        draw_frame(pen)
        material = self.part.material[:1].upper() + self.part.material[1:]
        told = Title(
            label=self.drawing,
            title=title,
            material=material.replace("+-", "±"),
            tolerance=standard(self.part),
            process=PROCESSES[self.part.process],
            scale=scale,
            sheet=f"{self.number}/{self.sheets}",
            release=self.release,
            broken=self.broken,
        )
        draw_title(pen, told)
        return pen


def _document(
    part: Part, number: str, broken: int, release: Release, draw: Callable[[_Set], None]
) -> bytes:
    content, sheets = _written(part, number, broken, release, draw, sheets=1)
    # Only now is it known how many there are; every title block says so.
    return (
        content if sheets == 1 else _written(part, number, broken, release, draw, sheets=sheets)[0]
    )


def _written(
    part: Part,
    number: str,
    broken: int,
    release: Release,
    draw: Callable[[_Set], None],
    sheets: int,
) -> tuple[bytes, int]:
    """Draw all sheets with `sheets` as their number; return them and how many there are."""
    stream = io.BytesIO()
    size = PAPER_MM[0] * mm, PAPER_MM[1] * mm
    # invariant: no date, no random identifier.
    canvas = Canvas(stream, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(f"Capacitive stamp {number}")
    canvas.setSubject("Part drawing, finished-part sizes in mm, rubber view")
    canvas.setAuthor("stampcodec")
    canvas.setCreator("stampcodec")
    drawn = _Set(canvas, part, number, broken, release, sheets)
    draw(drawn)
    canvas.showPage()
    canvas.save()
    return stream.getvalue(), drawn.number


def _face(
    drawn: _Set, drawing: Drawing, part: Part, findings: Sequence[Finding], end: str = ""
) -> None:
    """Draw a face with its section, and its findings on as many sheets as they need."""
    view = FaceView(drawing, LEFT, VIEWS_BOTTOM, TABLE_LEFT - 2.0, TOP)
    rubber = drawing.rubber
    pitch = "" if rubber.pitch_mm is None else f", pitch {rubber.pitch_mm:g} mm"
    title = f"Capacitive stamp{end}\nmerchant {rubber.merchant_id}\n{rubber.family}{pitch}"
    pen = drawn.sheet(title, ratio(view.scale))
    cut = profile(rubber, part)
    view.draw(pen, cut.y_mm, findings)
    # A short table leaves the whole width to the sections.
    short = height_mm(drawing) <= TOP - 2.0 - VIEWS_BOTTOM
    right = RIGHT if short else TABLE_LEFT - 2.0
    across = right - detail_width(rubber, part, cut)
    draw_section(pen, rubber, part, cut, (LEFT, NOTES_TOP, across, VIEWS_BOTTOM))
    draw_detail(pen, rubber, part, cut, (across, NOTES_TOP, right, VIEWS_BOTTOM))
    draw_table(pen, drawing, TABLE_LEFT, TOP - 2.0, NOTES_TOP)
    draw_tolerances(pen, part, RIGHT - TABLE_MM - 2.0, NOTES_TOP - 2.0)
    room = (LEFT + 3.0, BLOCK_TOP + 1.0, RIGHT - TABLE_MM - 6.0, NOTES_TOP - 2.0)
    left = draw_notes(pen, drawing, part, findings, room)
    while left:
        pen = drawn.sheet(title, "-")
        room = (LEFT + 3.0, BLOCK_TOP + 2.0, RIGHT - 3.0, TOP - 4.0)
        left = draw_findings(pen, findings[len(findings) - left :], room)
