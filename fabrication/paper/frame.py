"""A4 upright with frame and centring marks (ISO 5457), and the title block (ISO 7200)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabrication.paper.pen import (
    MEDIUM_MM,
    RED,
    SMALL_MM,
    THICK_MM,
    THIN_MM,
    text_width,
)
from fabrication.paper.scalebar import draw_bar
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from fabrication.paper.pen import Pen
    from fabrication.release import Release

PAPER_MM = (210.0, 297.0)
# ISO 5457: 20 mm for the holes on the left, 10 mm elsewhere; the title block is 180 mm wide.
LEFT, BOTTOM, RIGHT, TOP = 20.0, 10.0, 200.0, 287.0
BLOCK_TOP = 42.0
CAPTION_MM = 1.8
# Left of the holes of ISO 838, whose centres are 12 mm from the edge.
BAR_LEFT = 8.0


@dataclass(frozen=True)
class Cell:
    """A field of the title block: box, name in small letters, content."""

    x: float
    y: float
    width: float
    height: float
    name: str
    content: str
    letter_mm: float = MEDIUM_MM
    weight: str = "plain"


@dataclass(frozen=True)
class Title:
    """What the title block says; `broken` design rules keep the drawing from being released."""

    label: str
    title: str
    material: str
    tolerance: str
    process: str
    scale: str
    sheet: str
    release: Release
    broken: int = 0


def draw_frame(pen: Pen) -> None:
    """Draw the frame, four centring marks, and a scale bar in the margin for the holes."""
    corners = [(LEFT, BOTTOM), (RIGHT, BOTTOM), (RIGHT, TOP), (LEFT, TOP)]
    pen.polygon(corners, 0.7)
    middle_x, middle_y = (LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2
    pen.line((middle_x, BOTTOM - 5), (middle_x, BOTTOM), width=0.7)
    pen.line((middle_x, TOP), (middle_x, TOP + 5), width=0.7)
    pen.line((LEFT - 5, middle_y), (LEFT, middle_y), width=0.7)
    pen.line((RIGHT, middle_y), (RIGHT + 5, middle_y), width=0.7)
    draw_bar(pen, BAR_LEFT, BOTTOM + 10, upright=True)


def draw_title(pen: Pen, title: Title) -> None:
    """Draw the title block across the foot of the frame."""
    approved = "NOT RELEASED" if title.broken else title.release.approved
    rows = (BOTTOM, BOTTOM + 8, BOTTOM + 16, BOTTOM + 24)
    cells = (
        Cell(LEFT, rows[3], 90, 8, "Material", title.material),
        Cell(110, rows[3], 40, 8, "Legal owner", title.release.owner),
        Cell(150, rows[3], 50, 8, "General tolerances", title.tolerance),
        Cell(LEFT, rows[2], 45, 8, "Process", title.process),
        Cell(65, rows[2], 45, 8, "Document type", "Part drawing"),
        Cell(110, rows[2], 40, 8, "Projection", ""),
        Cell(150, rows[2], 25, 8, "Scale", title.scale),
        Cell(175, rows[2], 12.5, 8, "Units", "mm"),
        Cell(187.5, rows[2], 12.5, 8, "Revision", title.release.revision),
        Cell(LEFT, rows[0], 45, 8, "Approved", approved),
        Cell(LEFT, rows[1], 45, 8, "Drawn by", "stampcodec"),
        Cell(65, rows[0], 85, 16, "Title", title.title, MEDIUM_MM, "bold"),
        Cell(150, rows[1], 50, 8, "Drawing number", title.label, MEDIUM_MM, "bold"),
        Cell(150, rows[0], 25, 8, "Date of issue", title.release.date),
        Cell(175, rows[0], 12.5, 8, "Format", "A4"),
        Cell(187.5, rows[0], 12.5, 8, "Sheet", title.sheet),
    )
    for cell in cells:
        _draw(pen, cell)
    pen.line((LEFT, BLOCK_TOP), (RIGHT, BLOCK_TOP), width=THICK_MM)
    _first_angle(pen, 136.0, rows[2] + 4.0)
    if title.broken:
        why = f"NOT RELEASED: {counted(title.broken, 'design rule')} broken"
        pen.text(LEFT, TOP + 2.5, why, MEDIUM_MM, weight="bold", colour=RED)


def _draw(pen: Pen, cell: Cell) -> None:
    x, y = cell.x, cell.y
    corners = [(x, y), (x + cell.width, y), (x + cell.width, y + cell.height), (x, y + cell.height)]
    pen.polygon(corners, THIN_MM)
    pen.text(x + 1.2, y + cell.height - 1.0 - CAPTION_MM * 0.75, cell.name, CAPTION_MM * 0.75)
    lines = cell.content.split("\n")
    for row, line in enumerate(lines):
        base = y + 1.4 + (len(lines) - 1 - row) * cell.letter_mm * 1.6
        pen.text(x + 1.2, base, line, _fitting(line, cell), weight=cell.weight)


def _fitting(line: str, cell: Cell) -> float:
    """Return the largest standard letter height at which a line fits its cell."""
    for height in (cell.letter_mm, MEDIUM_MM, SMALL_MM):
        if height <= cell.letter_mm and text_width(line, height, cell.weight) < cell.width - 2.0:
            return height
    return (
        SMALL_MM
        * (cell.width - 2.0)
        / max(text_width(line, SMALL_MM, cell.weight), cell.width - 2.0)
    )


def _first_angle(pen: Pen, x: float, y: float) -> None:
    """Draw the symbol of first-angle projection (ISO 5456-2): cone from the side, then its end."""
    pen.polygon([(x - 9, y - 1), (x - 9, y + 1), (x - 3, y + 2.2), (x - 3, y - 2.2)], THIN_MM)
    pen.circle(x + 3, y, 2.2, THIN_MM)
    pen.circle(x + 3, y, 1.0, THIN_MM)
    pen.line((x - 10, y), (x - 2, y), width=THIN_MM / 2)
    pen.line((x, y), (x + 6, y), width=THIN_MM / 2)
    pen.line((x + 3, y - 3), (x + 3, y + 3), width=THIN_MM / 2)
