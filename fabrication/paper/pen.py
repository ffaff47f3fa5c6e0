"""A pen on paper: lines, circles, hatching, lettering and arrows in millimetres, y up.

Line widths are those of ISO 128-2 for a 0.5 mm group, letter heights those of ISO 3098.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject

    from fabrication.drawing import Path

    Points = Sequence[tuple[float, float]]

THICK_MM, THIN_MM = 0.5, 0.25
LARGE_MM, MEDIUM_MM, SMALL_MM = 3.5, 2.5, 1.8
ARROW_MM, ARROW_HALF_MM = 2.5, 0.4
CHAIN = (6.0, 1.0, 0.5, 1.0)
DASHED = (2.0, 1.0)
# Bitstream Vera, which comes with reportlab; its capitals are 0.729 of the size of the font.
FONTS = {"plain": "Vera", "bold": "VeraBd"}
CAPITAL = 0.729
BLACK, WHITE, GREY, PALE, RED = 0x000000, 0xFFFFFF, 0x8C8C8C, 0xE4E4E4, 0xC00018


class Pen:
    """Draws on a canvas; everything is in mm from the lower left corner of the paper."""

    def __init__(self, canvas: Canvas) -> None:
        """Take a canvas and have its fonts at hand."""
        self.canvas = canvas
        for name in FONTS.values():
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        canvas.setLineCap(1)
        canvas.setLineJoin(1)

    def line(
        self,
        *points: tuple[float, float],
        width: float = THIN_MM,
        dash: Sequence[float] = (),
        colour: int = BLACK,
    ) -> None:
        """Draw a line through points."""
        self._stroke(self._trace(points), width, dash, colour)

    def polygon(
        self, points: Points, width: float = THICK_MM, fill: int | None = None, colour: int = BLACK
    ) -> None:
        """Draw a closed polygon; width 0 fills only."""
        self._stroke(self._trace(points, close=True), width, (), colour, fill)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        width: float = THICK_MM,
        fill: int | None = None,
        dash: Sequence[float] = (),
        colour: int = BLACK,
    ) -> None:
        """Draw a circle."""
        path = self.canvas.beginPath()
        path.circle(x * mm, y * mm, radius * mm)
        self._stroke(path, width, dash, colour, fill)

    def path(
        self, path: Path, x: float, y: float, scale: float, width: float, fill: int | None = None
    ) -> None:
        """Draw a path of the drawing, its origin at (x, y)."""
        places = [(x + v.x_mm * scale, y + v.y_mm * scale) for v in path.vertices]
        traced = self.canvas.beginPath()
        traced.moveTo(places[0][0] * mm, places[0][1] * mm)
        for index, vertex in enumerate(path.vertices):
            start, end = places[index], places[(index + 1) % len(places)]
            if vertex.bulge:
                _arc_to(traced, start, end, vertex.bulge)
            elif index + 1 < len(places):
                traced.lineTo(end[0] * mm, end[1] * mm)
        traced.close()
        self._stroke(traced, width, (), BLACK, fill)

    def hatch(self, points: Points, spacing: float, angle: float = 45.0) -> None:
        """Hatch a polygon with thin lines at an angle in degrees."""
        low_x, high_x = min(x for x, _ in points), max(x for x, _ in points)
        low_y, high_y = min(y for _, y in points), max(y for _, y in points)
        reach = math.hypot(high_x - low_x, high_y - low_y) / 2
        middle_x, middle_y = (low_x + high_x) / 2, (low_y + high_y) / 2
        along = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        with self.clipped(points):
            for step in range(-math.ceil(reach / spacing), math.ceil(reach / spacing) + 1):
                x, y = middle_x - along[1] * step * spacing, middle_y + along[0] * step * spacing
                ends = [(x + along[0] * t, y + along[1] * t) for t in (-reach, reach)]
                self.line(*ends, width=THIN_MM / 2)

    @contextmanager
    def clipped(self, points: Points) -> Iterator[None]:
        """Keep to the inside of a polygon."""
        self.canvas.saveState()
        self.canvas.clipPath(self._trace(points, close=True), stroke=0, fill=0)
        try:
            yield
        finally:
            self.canvas.restoreState()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        height: float = MEDIUM_MM,
        *,
        align: str = "left",
        weight: str = "plain",
        angle: float = 0.0,
        colour: int = BLACK,
    ) -> None:
        """Letter one line with its base line at y; align is left, centre or right."""
        font, size = FONTS[weight], height / CAPITAL * mm
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        self.canvas.saveState()
        self.canvas.setFillColor(_rgb(colour))
        self.canvas.setFont(font, size)
        self.canvas.translate(x * mm, y * mm)
        self.canvas.rotate(angle)
        self.canvas.drawString(-shift * pdfmetrics.stringWidth(text, font, size), 0, text)
        self.canvas.restoreState()

    def arrow(self, x: float, y: float, angle: float, length: float = ARROW_MM) -> None:
        """Draw a filled arrow head whose tip is at (x, y) and that points along an angle."""
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        half = ARROW_HALF_MM * length / ARROW_MM
        base = (x - length * c, y - length * s)
        tips = [(x, y), (base[0] - half * s, base[1] + half * c)]
        self.polygon([*tips, (base[0] + half * s, base[1] - half * c)], 0.0, fill=BLACK)

    def _trace(self, points: Points, *, close: bool = False) -> PDFPathObject:
        path = self.canvas.beginPath()
        path.moveTo(points[0][0] * mm, points[0][1] * mm)
        for x, y in points[1:]:
            path.lineTo(x * mm, y * mm)
        if close:
            path.close()
        return path

    def _stroke(
        self,
        path: PDFPathObject,
        width: float,
        dash: Sequence[float],
        colour: int,
        fill: int | None = None,
    ) -> None:
        self.canvas.setLineWidth(width * mm)
        self.canvas.setDash([part * mm for part in dash])
        self.canvas.setStrokeColor(_rgb(colour))
        if fill is not None:
            self.canvas.setFillColor(_rgb(fill))
        self.canvas.drawPath(path, stroke=int(width > 0), fill=int(fill is not None))


def text_width(text: str, height: float, weight: str = "plain") -> float:
    """Return how wide a line of letters is."""
    return float(pdfmetrics.stringWidth(text, FONTS[weight], height / CAPITAL * mm)) / mm


def wrapped(text: str, width: float, height: float) -> list[str]:
    """Break a text into lines no wider than `width`."""
    return list(simpleSplit(text, FONTS["plain"], height / CAPITAL * mm, width * mm))


def _arc_to(
    path: PDFPathObject, start: tuple[float, float], end: tuple[float, float], bulge: float
) -> None:
    """Go on along an arc as one Bezier curve: 0.03 % of the radius off for a quarter circle."""
    half = 2 * math.atan(bulge)
    radius = math.dist(start, end) / 2 / math.sin(half)
    # tan(angle / 4) is the bulge; the tangents lie half the turn off the chord.
    reach = 4 / 3 * bulge * radius
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    first = start[0] + reach * math.cos(along - half), start[1] + reach * math.sin(along - half)
    last = end[0] - reach * math.cos(along + half), end[1] - reach * math.sin(along + half)
    path.curveTo(first[0] * mm, first[1] * mm, last[0] * mm, last[1] * mm, end[0] * mm, end[1] * mm)


def _rgb(colour: int) -> tuple[float, float, float]:
    return (colour >> 16) / 255, (colour >> 8 & 255) / 255, (colour & 255) / 255
