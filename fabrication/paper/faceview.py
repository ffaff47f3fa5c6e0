"""The view into the face: outline, numbered dots, vents, centre lines, dimensions, the cut A-A."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fabrication.drawing import CAMOUFLAGE, DOTS, OUTLINE, VENTS
from fabrication.paper import measure
from fabrication.paper.pen import (
    CHAIN,
    DASHED,
    GREY,
    MEDIUM_MM,
    PALE,
    RED,
    SMALL_MM,
    THICK_MM,
    THIN_MM,
    WHITE,
)
from fabrication.paper.scale import largest, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Dimension, Drawing
    from fabrication.paper.pen import Pen
    from fabrication.rules.finding import Finding

# Around the outline on paper: the mark of the cut, two dimension lines, a leader and the caption.
SIDE_MM, LEFT_MM, BELOW_MM, ABOVE_MM = 8.0, 16.0, 13.5, 10.5
FIRST_MM, SECOND_MM = 6.0, 12.0
CENTRE_BEYOND_MM = 4.0


class FaceView:
    """Where the face lies on paper and how large.

    Parameters
    ----------
    drawing : Drawing
    left, bottom, right, top : float
        Room on the paper.
    """

    def __init__(
        self, drawing: Drawing, left: float, bottom: float, right: float, top: float
    ) -> None:
        """Choose the largest standard scale up to 5:1 at which the view fits its room."""
        self.drawing = drawing
        self.vertical = any(size.kind == "vertical" for size in drawing.dimensions)
        before = LEFT_MM if self.vertical else SIDE_MM
        room = right - left - before - SIDE_MM, top - bottom - BELOW_MM - ABOVE_MM
        self.scale = largest((drawing.size_mm, drawing.size_mm), room, most=5.0)
        half = drawing.size_mm / 2 * self.scale
        self.half = half
        self.x = left + before + (room[0] - 2 * half) / 2 + half
        self.y = top - ABOVE_MM - (room[1] - 2 * half) / 2 - half
        self.left, self.top = left, top

    def draw(self, pen: Pen, cut_y_mm: float, findings: Sequence[Finding]) -> None:
        """Draw everything."""
        pen.text(self.left + 2, self.top - 5, "View into the face", MEDIUM_MM, weight="bold")
        pen.text(self.left + 2, self.top - 9.5, ratio(self.scale), MEDIUM_MM)
        for path in self.drawing.paths:
            if path.layer == VENTS:
                pen.path(path, self.x, self.y, self.scale, THIN_MM / 2, PALE)
        self._centre_lines(pen)
        self._dots(pen)
        self._outline(pen)
        self._cut(pen, cut_y_mm)
        for size in self.drawing.dimensions:
            self._dimension(pen, size)
        for finding in findings:
            if finding.severity == "error" and (finding.x_mm or finding.y_mm):
                pen.circle(*self._at(finding.x_mm, finding.y_mm), 2.2, 0.6, colour=RED)

    def _at(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        return self.x + x_mm * self.scale, self.y + y_mm * self.scale

    def _outline(self, pen: Pen) -> None:
        for path in self.drawing.paths:
            if path.layer == OUTLINE:
                pen.path(path, self.x, self.y, self.scale, THICK_MM)
        for circle in self.drawing.circles:
            if circle.layer == OUTLINE:
                pen.circle(*self._at(0.0, 0.0), circle.diameter_mm / 2 * self.scale)

    def _dots(self, pen: Pen) -> None:
        number = 0
        for circle in self.drawing.circles:
            x, y = self._at(circle.x_mm, circle.y_mm)
            radius = circle.diameter_mm / 2 * self.scale
            if circle.layer == CAMOUFLAGE:
                pen.circle(x, y, radius, THIN_MM, dash=DASHED, fill=WHITE, colour=GREY)
            if circle.layer == DOTS:
                number += 1
                pen.circle(x, y, radius, THICK_MM, fill=WHITE)
                letters = min(MEDIUM_MM, 2 * radius / 2.6)
                pen.text(x, y - letters / 2, str(number), letters, align="centre")

    def _centre_lines(self, pen: Pen) -> None:
        """Draw the axes that the dot table counts from."""
        reach = self.half + CENTRE_BEYOND_MM
        back = self.half + 2.0
        pen.line((self.x - back, self.y), (self.x + reach, self.y), width=THIN_MM / 2, dash=CHAIN)
        pen.line((self.x, self.y - back), (self.x, self.y + reach), width=THIN_MM / 2, dash=CHAIN)
        pen.arrow(self.x + reach, self.y, 0.0, 1.8)
        pen.arrow(self.x, self.y + reach, 90.0, 1.8)
        pen.text(self.x + reach - 1.6, self.y - 3.2, "x", SMALL_MM)
        pen.text(self.x + 1.2, self.y + reach - 1.6, "y", SMALL_MM)

    def _cut(self, pen: Pen, cut_y_mm: float) -> None:
        """Mark where the section is cut: thick ends, arrows along the line of sight, letters."""
        y = self._at(0.0, cut_y_mm)[1]
        for side in (-1.0, 1.0):
            inner, outer = self.x + side * (self.half + 1.5), self.x + side * (self.half + 6.0)
            pen.line((inner, y), (outer, y), width=0.7)
            pen.line((outer, y), (outer, y + 5.0), width=THIN_MM)
            pen.arrow(outer, y + 5.0, 90.0)
            pen.text(outer, y + 6.2, "A", 3.5, align="centre", weight="bold")

    def _dimension(self, pen: Pen, size: Dimension) -> None:
        start, end = self._at(*size.start), self._at(*size.end)
        if size.kind == "diameter":
            text = measure.toleranced(
                size.value_mm, size.tolerance_mm, f"{size.prefix}Ø".replace("x ", "× ")
            )
            self._leader(pen, size, text)
            return
        text = measure.toleranced(size.value_mm, size.tolerance_mm)
        beyond = abs(size.line_mm) - self.drawing.size_mm / 2
        nearest = min(
            abs(other.line_mm) - self.drawing.size_mm / 2
            for other in self.drawing.dimensions
            if other.kind != "diameter"
        )
        off = FIRST_MM if beyond == nearest and beyond < 10.0 else SECOND_MM
        if size.kind == "vertical":
            measure.vertical(pen, (start, end), self.x - self.half - SECOND_MM, text)
        else:
            measure.horizontal(pen, (start, end), self.y - self.half - off, text)

    def _leader(self, pen: Pen, size: Dimension, text: str) -> None:
        """Point at the rim of a dot from above the face."""
        x, y = self._at((size.start[0] + size.end[0]) / 2, (size.start[1] + size.end[1]) / 2)
        radius = size.value_mm / 2 * self.scale
        # Towards the middle of the face, where there is room for the text.
        side = -1.0 if x >= self.x else 1.0
        lean = math.radians(60.0)
        tip = x + side * radius * math.cos(lean), y + radius * math.sin(lean)
        knee_y = self.y + self.half + 5.5
        knee_x = tip[0] + side * min((knee_y - tip[1]) / math.tan(lean), 8.0)
        measure.leader(pen, tip, (knee_x, knee_y), text, MEDIUM_MM)
