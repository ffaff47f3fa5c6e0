"""Section A-A of the whole part, and detail B of one dot with its groove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.paper import measure
from fabrication.paper.pen import (
    BLACK,
    CHAIN,
    GREY,
    MEDIUM_MM,
    SMALL_MM,
    THICK_MM,
    THIN_MM,
    WHITE,
    text_width,
)
from fabrication.paper.scale import largest, ratio
from fabrication.tolerance import tolerance_mm
from fabrication.vents import vents

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.paper.pen import Pen
    from fabrication.paper.profile import Polygon, Profile
    from fabrication.part import Part

HATCH_MM = 1.6
CAPTION_MM = 6.0


class Placed:
    """A profile on paper: (x, z) of the part to (x, y) of the sheet."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        """Put the part's (0, 0) at (x, y)."""
        self.x, self.y, self.scale = x, y, scale

    def at(self, x_mm: float, z_mm: float) -> tuple[float, float]:
        """Return where a point of the part lies on the sheet."""
        return self.x + x_mm * self.scale, self.y + z_mm * self.scale

    def shape(self, points: Polygon) -> Polygon:
        """Return a polygon on the sheet."""
        return [self.at(x, z) for x, z in points]

    def draw(self, pen: Pen, cut: Profile) -> None:
        """Draw a profile: what is behind, then what is cut, hatched by material."""
        for shape in cut.behind:
            pen.polygon(self.shape(shape), THIN_MM, fill=WHITE)
        for shape in (cut.handle, cut.silicone):
            pen.polygon(self.shape(shape), THICK_MM, fill=WHITE)
            pen.hatch(self.shape(shape), HATCH_MM, 45.0)
            pen.polygon(self.shape(shape), THICK_MM)
        for shape in cut.bumps:
            pen.polygon(self.shape(shape), THICK_MM, fill=WHITE)
            pen.hatch(self.shape(shape), HATCH_MM / 2, 135.0)
        # Thin walls are drawn solid, ISO 128-50.
        pen.polygon(self.shape(cut.plane), THIN_MM, fill=BLACK)


def draw_section(
    pen: Pen, rubber: RubberFace, part: Part, cut: Profile, room: tuple[float, float, float, float]
) -> None:
    """Draw section A-A, with the sizes of the handle, into (left, bottom, right, top)."""
    left, bottom, right, top = room
    size = part.size_mm(rubber)
    high = part.height_mm
    scale = largest((size, high), (right - left - 18.0, top - bottom - CAPTION_MM - 2.0), 2.0)
    middle = left + 2.0 + size * scale / 2
    placed = Placed(middle, top - CAPTION_MM - 1.0 - part.dot_height_mm * scale, scale)
    pen.text(left + 2, top - 3.5, f"A-A  {ratio(scale)}", MEDIUM_MM, weight="bold")
    placed.draw(pen, cut)
    back = -part.base_mm - part.plane_mm
    foot = back - part.handle_height_mm
    over = (part.dot_height_mm + 2.0 / scale, foot - 2.0 / scale)
    pen.line(placed.at(0.0, over[0]), placed.at(0.0, over[1]), width=THIN_MM / 2, dash=CHAIN)
    grip = part.handle_diameter_mm / 2
    # Across the handle where it is free, below the half of its height.
    y = placed.at(0.0, back + 0.55 * (foot - back))[1]
    text = measure.toleranced(
        part.handle_diameter_mm, tolerance_mm(part.handle_diameter_mm, part.tolerance), "Ø"
    )
    tip = placed.at(cut.handle[0][0], 0.0)[0], y
    measure.leader(pen, tip, (tip[0] - 3.0, y + 2.0), text, SMALL_MM) if tip[0] - left > text_width(
        text, SMALL_MM
    ) + 6.0 else None
    tall = measure.toleranced(
        part.handle_height_mm,
        tolerance_mm(part.handle_height_mm, part.tolerance, closure=True),
    )
    ends = placed.at(cut.handle[1][0], back), placed.at(cut.handle[1][0], foot)
    del grip
    measure.vertical(pen, ends, placed.at(size / 2, 0.0)[0] + 3.0, tall, SMALL_MM)
    all_ends = placed.at(size / 2, part.dot_height_mm), placed.at(cut.handle[1][0], foot)
    measure.vertical(
        pen, all_ends, placed.at(size / 2, 0.0)[0] + 10.0, f"({part.height_mm:g})", SMALL_MM
    )


def draw_detail(
    pen: Pen, rubber: RubberFace, part: Part, cut: Profile, room: tuple[float, float, float, float]
) -> None:
    """Draw detail B, one dot with its sizes, into (left, bottom, right, top)."""
    left, bottom, right, top = room
    x_mm, _, diameter = cut.dot
    start, end = x_mm - part.foot_mm(diameter) / 2 - 0.5, _detail_end(rubber, part, cut)
    deep = part.base_mm + part.plane_mm
    room_wide, room_high = right - left - 32.0, top - bottom - CAPTION_MM - 22.0
    scale = largest((end - start, part.dot_height_mm + deep), (room_wide, room_high))
    high = (part.dot_height_mm + deep) * scale
    low = bottom + (top - CAPTION_MM - bottom - high) / 2 - 1.0
    x = left + 15.0 + (room_wide - (end - start) * scale) / 2
    placed = Placed(x - start * scale, low + deep * scale, scale)
    pen.text(left + 4, top - 3.5, f"B  {ratio(scale)}", MEDIUM_MM, weight="bold")
    window = [
        placed.at(start, -deep - 1.0),
        placed.at(end, -deep - 1.0),
        placed.at(end, part.dot_height_mm + 1.0),
        placed.at(start, part.dot_height_mm + 1.0),
    ]
    with pen.clipped(window):
        placed.draw(pen, cut)
    for edge in (start, end):
        _break(pen, placed.at(edge, 0.0), placed.at(edge, -deep))
    pen.line(
        placed.at(x_mm, part.dot_height_mm + 1.5 / scale),
        placed.at(x_mm, -deep - 1.5 / scale),
        width=THIN_MM / 2,
        dash=CHAIN,
    )
    _sizes(pen, placed, part, (x_mm, diameter, start, end), rubber)


def _detail_end(rubber: RubberFace, part: Part, cut: Profile) -> float:
    """Return how far to the right the detail reaches: beyond the first groove beside the dot."""
    x_mm, _, diameter = cut.dot
    foot = x_mm + part.foot_mm(diameter) / 2
    grooves = [v.at_mm for v in vents(rubber, part) if v.axis == "y" and foot < v.at_mm < foot + 2]
    return grooves[0] + part.vent_mm / 2 + 0.5 if grooves else foot + 0.5


def _sizes(
    pen: Pen,
    placed: Placed,
    part: Part,
    window: tuple[float, float, float, float],
    rubber: RubberFace,
) -> None:
    x_mm, diameter, start, end = window
    tip, height = diameter / 2, part.dot_height_mm

    def closed(value: float) -> str:
        return measure.toleranced(value, tolerance_mm(value, part.tolerance, closure=True))

    ends = placed.at(x_mm - tip, height), placed.at(x_mm + tip, height)
    text = measure.toleranced(diameter, tolerance_mm(diameter, part.tolerance), "Ø")
    measure.horizontal(pen, ends, placed.at(0.0, height)[1] + 5.0, text, SMALL_MM)
    left, right = placed.at(start, 0.0)[0], placed.at(end, 0.0)[0]
    dot = placed.at(x_mm - tip, height), placed.at(start, 0.0)
    measure.vertical(pen, dot, left - 4.0, closed(height), SMALL_MM)
    base = placed.at(end, 0.0), placed.at(end, -part.base_mm)
    measure.vertical(pen, base, right + 4.0, closed(part.base_mm), SMALL_MM)
    back = placed.at(start, -part.base_mm), placed.at(start, -part.base_mm - part.plane_mm)
    measure.vertical(pen, back, left - 4.0, closed(part.plane_mm), SMALL_MM)
    side = placed.at(x_mm + tip + part.taper_mm * 0.4, height * 0.6)
    measure.leader(
        pen,
        side,
        (max(side[0] + 4.0, right + 1.0), side[1] + 3.5),
        f"{part.draft_deg:g}°",
        SMALL_MM,
    )
    if part.fillet_mm:
        reach = part.foot_mm(diameter) / 2 - part.fillet_mm * 0.7
        foot = placed.at(x_mm + reach, part.fillet_mm * 0.3)
        knee = max(foot[0] + 4.0, right + 1.0), foot[1] + 3.0
        measure.leader(pen, foot, knee, f"R{part.fillet_mm:g}", SMALL_MM)
    grooves = [v.at_mm for v in vents(rubber, part) if v.axis == "y" and start < v.at_mm < end]
    if grooves:
        at = grooves[0]
        low = placed.at(0.0, -part.base_mm - part.plane_mm)[1]
        groove = placed.at(at, -part.vent_depth_mm)
        text = f"Vent {part.vent_mm:g} x {part.vent_depth_mm:g} deep"
        knee_x = groove[0] - text_width(text, SMALL_MM) / 2
        measure.leader(pen, groove, (knee_x, low - 5.5), text, SMALL_MM)


def _break(pen: Pen, top: tuple[float, float], bottom: tuple[float, float]) -> None:
    """Cover a cut edge and draw the free-hand line of a break over it."""
    steps = 6
    high = (top[1] - bottom[1]) / steps
    points = [
        (top[0] + (0.5 if step % 2 else -0.5) * (0 < step < steps), top[1] - step * high)
        for step in range(steps + 1)
    ]
    pen.line(*points, width=THIN_MM, colour=GREY)
