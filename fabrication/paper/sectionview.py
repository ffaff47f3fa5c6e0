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
CUT_MM = 0.35
CAPTION_MM = 7.0
# Beside section A-A: its letters on the left, its sizes on the right.
BESIDE_MM = 13.0
# Beside and above detail B: its sizes.
AROUND_MM, OVER_MM = 20.0, 24.0
DETAIL_SCALE = 5.0


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
            pen.polygon(self.shape(shape), CUT_MM, fill=WHITE)
            pen.hatch(self.shape(shape), HATCH_MM, 45.0)
            pen.polygon(self.shape(shape), CUT_MM)
        for shape in cut.bumps:
            pen.polygon(self.shape(shape), CUT_MM, fill=WHITE)
            pen.hatch(self.shape(shape), HATCH_MM / 2, 135.0)
        # Thin walls are drawn solid, ISO 128-50.
        pen.polygon(self.shape(cut.plane), THIN_MM, fill=BLACK)


def draw_section(
    pen: Pen, rubber: RubberFace, part: Part, cut: Profile, room: tuple[float, float, float, float]
) -> None:
    """Draw section A-A, with the sizes of the handle, into (left, bottom, right, top)."""
    left, bottom, right, top = room
    size, high = part.size_mm(rubber), part.height_mm
    free = right - left - BESIDE_MM
    scale = largest((size, high), (free - BESIDE_MM, top - bottom - CAPTION_MM - 1.0), 2.0)
    middle = left + BESIDE_MM + (free - BESIDE_MM) / 2
    placed = Placed(middle, top - CAPTION_MM - part.dot_height_mm * scale, scale)
    pen.text(middle, top - 3.5, f"A-A  {ratio(scale)}", MEDIUM_MM, align="centre", weight="bold")
    placed.draw(pen, cut)
    back = -part.base_mm - part.plane_mm
    foot = back - part.handle_height_mm
    over = (part.dot_height_mm + 2.0 / scale, foot - 2.0 / scale)
    pen.line(placed.at(0.0, over[0]), placed.at(0.0, over[1]), width=THIN_MM / 2, dash=CHAIN)
    _handle_width(pen, placed, part, cut, (back + foot) / 2)
    edge = placed.at(size / 2, 0.0)[0]
    tall = measure.toleranced(
        part.handle_height_mm,
        tolerance_mm(part.handle_height_mm, part.tolerance, closure=True),
    )
    ends = placed.at(cut.handle[1][0], back), placed.at(cut.handle[1][0], foot)
    measure.vertical(pen, ends, edge + 4.0, tall, SMALL_MM)
    ends = placed.at(size / 2, part.dot_height_mm), placed.at(cut.handle[1][0], foot)
    measure.vertical(pen, ends, edge + 10.5, f"({high:g})", SMALL_MM)
    _mark_detail(pen, placed, part, cut)


def _handle_width(pen: Pen, placed: Placed, part: Part, cut: Profile, z_mm: float) -> None:
    """Measure the handle across, on the hatching, where the cut goes through its axis or not."""
    width = part.handle_diameter_mm
    text = measure.toleranced(width, tolerance_mm(width, part.tolerance), "Ø")
    (x0, y), (x1, _) = placed.at(cut.handle[0][0], z_mm), placed.at(cut.handle[1][0], z_mm)
    half = text_width(text, SMALL_MM) / 2 + 0.8
    middle = (x0 + x1) / 2
    corners = [(middle - half, y + 0.3), (middle + half, y + 0.3)]
    pen.polygon([*corners, *((x, y + 3.2) for x, _ in reversed(corners))], 0.0, fill=WHITE)
    pen.line((x0, y), (x1, y))
    pen.arrow(x0, y, 180.0)
    pen.arrow(x1, y, 0.0)
    pen.text(middle, y + 0.9, text, SMALL_MM, align="centre")


def _mark_detail(pen: Pen, placed: Placed, part: Part, cut: Profile) -> None:
    """Ring the dot that detail B shows."""
    x, y = placed.at(cut.dot[0], (part.dot_height_mm - part.base_mm) / 2)
    radius = max(part.foot_mm(cut.dot[2]) / 2 * placed.scale + 1.2, 3.5)
    pen.circle(x, y, radius, THIN_MM)
    right, base = x - radius - 0.4, y + radius * 0.6
    # Dots behind the cut may stand where the letter does.
    pen.polygon(
        [
            (right - 2.4, base - 0.5),
            (right, base - 0.5),
            (right, base + 3.0),
            (right - 2.4, base + 3.0),
        ],
        0.0,
        fill=WHITE,
    )
    pen.text(right - 0.2, base, "B", MEDIUM_MM, align="right", weight="bold")


def draw_detail(
    pen: Pen, rubber: RubberFace, part: Part, cut: Profile, room: tuple[float, float, float, float]
) -> None:
    """Draw detail B, one dot with its sizes, into (left, bottom, right, top)."""
    left, bottom, right, top = room
    x_mm, _, diameter = cut.dot
    start, end = _detail_ends(rubber, part, cut)
    deep = part.base_mm + part.plane_mm
    room_wide, room_high = right - left - 2 * AROUND_MM, top - bottom - OVER_MM
    scale = largest(
        (end - start, part.dot_height_mm + deep), (room_wide + 1e-9, room_high), DETAIL_SCALE
    )
    high = (part.dot_height_mm + deep) * scale
    low = bottom + 9.6 + (room_high - high) / 2
    x = left + AROUND_MM + (room_wide - (end - start) * scale) / 2
    placed = Placed(x - start * scale, low + deep * scale, scale)
    middle = x + (end - start) * scale / 2
    pen.text(middle, top - 3.5, f"B  {ratio(scale)}", MEDIUM_MM, align="centre", weight="bold")
    window = [
        placed.at(start, -deep),
        placed.at(end, -deep),
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


def detail_width(rubber: RubberFace, part: Part, cut: Profile) -> float:
    """Return how wide detail B wants to be on paper, its sizes included."""
    start, end = _detail_ends(rubber, part, cut)
    return (end - start) * DETAIL_SCALE + 2 * AROUND_MM


def _detail_ends(rubber: RubberFace, part: Part, cut: Profile) -> tuple[float, float]:
    """Return from where to where the detail reaches: a dot, and the first groove right of it."""
    x_mm, _, diameter = cut.dot
    half = part.foot_mm(diameter) / 2
    foot = x_mm + half
    grooves = [v.at_mm for v in vents(rubber, part) if v.axis == "y" and foot < v.at_mm < foot + 2]
    end = grooves[0] + part.vent_mm / 2 if grooves else foot
    return x_mm - half - 0.5, end + 0.5


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
    knee_y = side[1] + 3.5
    if part.fillet_mm:
        reach = part.foot_mm(diameter) / 2 - part.fillet_mm * 0.7
        foot = placed.at(x_mm + reach, part.fillet_mm * 0.3)
        # A thin base is measured by arrows from outside: above the upper one.
        clear = base[0][1] + measure.over_mm(base) + 0.5
        knee = max(foot[0] + 4.0, right + 1.0), max(foot[1] + 3.0, clear)
        measure.leader(pen, foot, knee, f"R{part.fillet_mm:g}", SMALL_MM)
        knee_y = max(knee_y, knee[1] + SMALL_MM + 1.5)
    knee = max(side[0] + 4.0, right + 1.0), knee_y
    measure.leader(pen, side, knee, f"{part.draft_deg:g}°", SMALL_MM)
    grooves = [v.at_mm for v in vents(rubber, part) if v.axis == "y" and start < v.at_mm < end]
    if grooves:
        # The one right of the dot, where the detail ends.
        at = grooves[-1]
        low = placed.at(0.0, -part.base_mm - part.plane_mm)[1]
        groove = placed.at(at, -part.vent_depth_mm)
        text = f"Vent {part.vent_mm:g} x {part.vent_depth_mm:g} deep"
        knee_x = groove[0] - text_width(text, SMALL_MM) / 2
        measure.leader(pen, groove, (knee_x, low - 8.4), text, SMALL_MM)


def _break(pen: Pen, top: tuple[float, float], bottom: tuple[float, float]) -> None:
    """Cover a cut edge and draw the free-hand line of a break over it."""
    steps = 6
    high = (top[1] - bottom[1]) / steps
    points = [
        (top[0] + (0.5 if step % 2 else -0.5) * (0 < step < steps), top[1] - step * high)
        for step in range(steps + 1)
    ]
    pen.line(*points, width=THIN_MM, colour=GREY)
