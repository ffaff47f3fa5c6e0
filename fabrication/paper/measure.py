"""Dimensions on paper after ISO 129-1: extension lines, a line with arrows, the value above it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fabrication.paper.pen import ARROW_MM, MEDIUM_MM, text_width

if TYPE_CHECKING:
    from fabrication.paper.pen import Pen

# Extension lines start this far off the part and end this far beyond the dimension line.
OFF_MM, BEYOND_MM, ABOVE_MM = 1.0, 1.5, 0.8


def toleranced(value_mm: float, tolerance_mm: float | None, before: str = "") -> str:
    """Return ``Ø3.5 ±0.10``."""
    text = f"{before}{value_mm:.3f}".rstrip("0").rstrip(".")
    return text if tolerance_mm is None else f"{text} ±{tolerance_mm:.2f}"


def horizontal(
    pen: Pen,
    ends: tuple[tuple[float, float], tuple[float, float]],
    line_y: float,
    text: str,
    height: float = MEDIUM_MM,
) -> None:
    """Measure along x between two points, with the dimension line at `line_y`."""
    (x0, y0), (x1, y1) = sorted(ends)
    for x, y in ((x0, y0), (x1, y1)):
        away = math.copysign(1.0, line_y - y)
        pen.line((x, y + away * OFF_MM), (x, line_y + away * BEYOND_MM))
    wide = text_width(text, height)
    if x1 - x0 >= wide + 2 * ARROW_MM:
        pen.line((x0, line_y), (x1, line_y))
        pen.arrow(x0, line_y, 180.0)
        pen.arrow(x1, line_y, 0.0)
        pen.text((x0 + x1) / 2, line_y + ABOVE_MM, text, height, align="centre")
        return
    # No room: arrows from outside, the value on the line prolonged to the right.
    end = x1 + 2 * ARROW_MM + wide
    pen.line((x0 - 2 * ARROW_MM, line_y), (end, line_y))
    pen.arrow(x0, line_y, 0.0)
    pen.arrow(x1, line_y, 180.0)
    pen.text(end, line_y + ABOVE_MM, text, height, align="right")


def vertical(
    pen: Pen,
    ends: tuple[tuple[float, float], tuple[float, float]],
    line_x: float,
    text: str,
    height: float = MEDIUM_MM,
) -> None:
    """Measure along y between two points, with the dimension line at `line_x`."""
    (y0, x0), (y1, x1) = sorted((y, x) for x, y in ends)
    for x, y in ((x0, y0), (x1, y1)):
        away = math.copysign(1.0, line_x - x)
        pen.line((x + away * OFF_MM, y), (line_x + away * BEYOND_MM, y))
    wide = text_width(text, height)
    if y1 - y0 >= wide + 2 * ARROW_MM:
        pen.line((line_x, y0), (line_x, y1))
        pen.arrow(line_x, y0, 270.0)
        pen.arrow(line_x, y1, 90.0)
        middle = (y0 + y1) / 2
        pen.text(line_x - ABOVE_MM, middle, text, height, align="centre", angle=90.0)
        return
    # No room along the line: the value stands beside it, away from the part.
    over = over_mm(ends)
    inside = over == 0.0
    pen.line((line_x, y0 - over), (line_x, y1 + over))
    pen.arrow(line_x, y0, 270.0 if inside else 90.0)
    pen.arrow(line_x, y1, 90.0 if inside else 270.0)
    out = math.copysign(1.0, line_x - (x0 + x1) / 2)
    middle = (y0 + y1) / 2 - height / 2
    pen.text(line_x + out * 1.2, middle, text, height, align="left" if out > 0 else "right")


def over_mm(ends: tuple[tuple[float, float], tuple[float, float]]) -> float:
    """Return how far the line of a vertical measure reaches beyond both ends, for its arrows."""
    return 0.0 if abs(ends[0][1] - ends[1][1]) >= 2.4 * ARROW_MM else 2 * ARROW_MM


def leader(
    pen: Pen, tip: tuple[float, float], knee: tuple[float, float], text: str, height: float
) -> None:
    """Point at something with a bent line that carries a text, to the side the knee lies on."""
    side = math.copysign(1.0, knee[0] - tip[0])
    end = knee[0] + side * (text_width(text, height) + 1.0)
    pen.line(tip, knee, (end, knee[1]))
    pen.arrow(*tip, math.degrees(math.atan2(tip[1] - knee[1], tip[0] - knee[0])))
    x = min(knee[0], end) + 0.5
    pen.text(x, knee[1] + ABOVE_MM, text, height)
