"""A bar of 100 mm: whoever measures it on paper knows whether the printer has scaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.paper.pen import SMALL_MM, THIN_MM

if TYPE_CHECKING:
    from fabrication.paper.pen import Pen

BAR_MM, STEP_MM, HIGH_MM = 100.0, 10.0, 2.0


def draw_bar(pen: Pen, left: float, bottom: float, *, upright: bool = False) -> None:
    """Draw the bar with a tick every 10 mm and its length beyond its end."""
    along, across = ((0.0, 1.0), (-1.0, 0.0)) if upright else ((1.0, 0.0), (0.0, 1.0))

    def at(length: float, high: float = 0.0) -> tuple[float, float]:
        x = left + along[0] * length + across[0] * high
        return x, bottom + along[1] * length + across[1] * high

    pen.line(at(0.0), at(BAR_MM), width=THIN_MM)
    for step in range(int(BAR_MM / STEP_MM) + 1):
        high = HIGH_MM if step in (0, 5, 10) else HIGH_MM / 2
        pen.line(at(step * STEP_MM), at(step * STEP_MM, high), width=THIN_MM)
    pen.text(*at(BAR_MM + 2.0), f"{BAR_MM:g} mm", SMALL_MM, angle=90.0 if upright else 0.0)
