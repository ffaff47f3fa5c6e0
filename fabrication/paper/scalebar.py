"""A bar of 100 mm: whoever measures it on paper knows whether the printer has scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.paper.pen import SMALL_MM, THIN_MM

if TYPE_CHECKING:
    from fabrication.paper.pen import Pen

BAR_MM, STEP_MM, HIGH_MM = 100.0, 10.0, 2.0


def draw_bar(pen: Pen, left: float, y: float) -> None:
    """Draw the bar with a tick every 10 mm and its length beside it."""
    pen.line((left, y), (left + BAR_MM, y), width=THIN_MM)
    for step in range(int(BAR_MM / STEP_MM) + 1):
        x = left + step * STEP_MM
        high = HIGH_MM if step in (0, 5, 10) else HIGH_MM / 2
        pen.line((x, y), (x, y + high), width=THIN_MM)
    pen.text(left + BAR_MM + 2.0, y, f"{BAR_MM:g} mm", SMALL_MM)
