"""The table of dots: number, place from the centre of the face, diameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.drawing import DOTS
from fabrication.paper.pen import MEDIUM_MM, SMALL_MM, THICK_MM, THIN_MM

if TYPE_CHECKING:
    from fabrication.drawing import Circle, Drawing
    from fabrication.paper.pen import Pen

COLUMNS = (("No.", 7.0), ("x", 13.5), ("y", 13.5), ("Ø", 10.0))
WIDTH_MM = sum(width for _, width in COLUMNS)
ROW_MM, HEAD_MM = 3.5, 9.0


def draw_table(pen: Pen, drawing: Drawing, left: float, top: float, bottom: float) -> int:
    """Draw as many dots as fit from the top down.

    Returns
    -------
    int
        How many dots did not fit.
    """
    dots = [circle for circle in drawing.circles if circle.layer == DOTS]
    shown = dots[: int((top - bottom - HEAD_MM) / ROW_MM)]
    decimals = _decimals(dots)
    pen.text(left, top - 3.5, "Dots, from the centre", SMALL_MM, weight="bold")
    head = top - HEAD_MM
    low = head - ROW_MM * len(shown)
    _row(pen, left, head + 1.0, [name for name, _ in COLUMNS], "bold")
    for row, circle in enumerate(shown, 1):
        y = head - row * ROW_MM + 0.9
        values = (circle.x_mm, circle.y_mm)
        places = [f"{value:.{decimals}f}".replace("-", "\N{MINUS SIGN}") for value in values]
        diameter = f"{circle.diameter_mm:.{decimals}f}".rstrip("0").rstrip(".")
        _row(pen, left, y, [str(row), *places, diameter], "plain")
        pen.line((left, y - 0.9), (left + WIDTH_MM, y - 0.9), width=THIN_MM / 3)
    x = left
    for width in (0.0, *(width for _, width in COLUMNS)):
        x += width
        pen.line((x, head + ROW_MM + 0.2), (x, low), width=THIN_MM)
    pen.line((left, head + ROW_MM + 0.2), (left + WIDTH_MM, head + ROW_MM + 0.2), width=THICK_MM)
    pen.line((left, head), (left + WIDTH_MM, head), width=THICK_MM)
    pen.line((left, low), (left + WIDTH_MM, low), width=THICK_MM)
    return len(dots) - len(shown)


def height_mm(drawing: Drawing) -> float:
    """Return how high the whole table is."""
    rows = sum(circle.layer == DOTS for circle in drawing.circles)
    return HEAD_MM + ROW_MM * rows


def _row(pen: Pen, left: float, y: float, texts: list[str], weight: str) -> None:
    x = left
    height = min(SMALL_MM, MEDIUM_MM)
    for text, (_, width) in zip(texts, COLUMNS, strict=True):
        x += width
        pen.text(x - 1.2, y, text, height, align="right", weight=weight)


def _decimals(dots: list[Circle]) -> int:
    """Return 2, or 3 where hundredths would round a place."""
    places = [value for dot in dots for value in (dot.x_mm, dot.y_mm, dot.diameter_mm)]
    return 2 if all(abs(value - round(value, 2)) < 1e-9 for value in places) else 3
