"""The first sheet of a two-ended stamp: the handle from the side, and which ID is at which end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.notch import DEPTH_MM, NOTCHED, OFF_MM, PLAIN, WIDTH_MM
from fabrication.paper import measure
from fabrication.paper.pen import CHAIN, GREY, MEDIUM_MM, PALE, SMALL_MM, THIN_MM, wrapped
from fabrication.paper.scale import largest, ratio
from fabrication.tolerance import tolerance_mm

if TYPE_CHECKING:
    from fabrication.drawing import Drawing
    from fabrication.paper.pen import Pen
    from fabrication.part import Part

# Around the side view on paper: dimension lines left and right, the caption, the small faces below.
ASIDE_MM, ABOVE_MM, FACES_MM = 30.0, 22.0, 78.0
FACE_MM = 44.0
LINE_MM = 3.2
NOTES = (
    "Both faces are made as their sheets say and fixed to this handle by their back-planes: dots, "
    "back-planes and handle are one conductor from end to end.",
    "The notch runs all round the handle, next to the notched end. A hand tells the ends apart by "
    "it: keep its edges sharp enough to feel. The sections of the faces leave it out.",
    "Do not exchange the faces: the lower ID is that of the plain end. How they are turned about "
    "the axis of the handle is free.",
)


class HandleView:
    """Where the stamp lies on paper, seen from the side, and how large.

    Parameters
    ----------
    plain, notched : Drawing
        The faces.
    part : Part
    room : (float, float, float, float)
        Left, bottom, right and top of the room on the paper.
    """

    def __init__(
        self,
        plain: Drawing,
        notched: Drawing,
        part: Part,
        room: tuple[float, float, float, float],
    ) -> None:
        """Choose the largest standard scale up to 2:1 at which the view fits its room."""
        self.plain, self.notched, self.part = plain, notched, part
        self.left, self.bottom, self.right, self.top = room
        self.thick = part.base_mm + part.plane_mm
        self.half_height = part.handle_height_mm / 2 + self.thick + part.dot_height_mm
        self.wide = max(plain.size_mm, notched.size_mm)
        high = self.top - ABOVE_MM - self.bottom - FACES_MM
        across = self.right - self.left - 2 * ASIDE_MM
        self.scale = largest((self.wide, 2 * self.half_height), (across, high), most=2.0)
        self.x = (self.left + self.right) / 2
        self.y = self.bottom + FACES_MM + high / 2

    def draw(self, pen: Pen) -> None:
        """Draw everything."""
        pen.text(self.left + 2, self.top - 5, "Side view", MEDIUM_MM, weight="bold")
        pen.text(self.left + 2, self.top - 9.5, ratio(self.scale), MEDIUM_MM)
        self._handle(pen)
        for drawing, side, name in ((self.plain, 1, PLAIN), (self.notched, -1, NOTCHED)):
            self._end(pen, drawing, side, name)
        over = (self.half_height + 3.0 / self.scale) * self.scale
        axis = (self.x, self.y - over), (self.x, self.y + over)
        pen.line(*axis, width=THIN_MM / 2, dash=CHAIN)
        self._sizes(pen)
        self._faces(pen)

    def _at(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return where a place of the stamp is; its middle is (0, 0), the plain end is above."""
        return self.x + x_mm * self.scale, self.y + y_mm * self.scale

    def _handle(self, pen: Pen) -> None:
        radius, half = self.part.handle_diameter_mm / 2, self.part.handle_height_mm / 2
        low = -half + OFF_MM
        right = [
            (radius, half),
            (radius, low + WIDTH_MM),
            (radius - DEPTH_MM, low + WIDTH_MM),
            (radius - DEPTH_MM, low),
            (radius, low),
            (radius, -half),
        ]
        outline = [*right, *((-x, y) for x, y in reversed(right))]
        pen.polygon([self._at(x, y) for x, y in outline], fill=PALE)
        for y in (low, low + WIDTH_MM):
            pen.line(self._at(DEPTH_MM - radius, y), self._at(radius - DEPTH_MM, y))

    def _end(self, pen: Pen, drawing: Drawing, side: int, name: str) -> None:
        half, part = self.part.handle_height_mm / 2, self.part
        width = drawing.size_mm / 2

        def box(
            low: float, high: float, reach: float, middle: float = 0.0, fill: int = GREY
        ) -> None:
            corners = [(-reach, low), (reach, low), (reach, high), (-reach, high)]
            pen.polygon([self._at(middle + x, side * y) for x, y in corners], fill=fill)

        box(half, half + part.plane_mm, width)
        box(half + part.plane_mm, half + self.thick, width, fill=PALE)
        for x, _, diameter in sorted(drawing.rubber.dots.tolist()):
            tip = half + self.thick + part.dot_height_mm
            box(half + self.thick, tip, diameter / 2, x, PALE)
        plate = self._at(-width * 0.9, side * (half + self.thick / 2))
        # Beyond the end of the axis.
        knee = plate[0] + 4.0, plate[1] + side * 13.0
        label = f"{name} end: {drawing.rubber.label}"
        measure.leader(pen, plate, knee, label, MEDIUM_MM)

    def _sizes(self, pen: Pen) -> None:
        part = self.part
        half, radius = part.handle_height_mm / 2, part.handle_diameter_mm / 2
        low = -half + OFF_MM
        edge = self._at(self.wide / 2, 0.0)[0]

        def told(value: float, before: str = "", *, closure: bool = False) -> str:
            off = tolerance_mm(value, part.tolerance, closure=closure)
            return measure.toleranced(value, off, before)

        overall = (
            self._at(self.wide / 2, -self.half_height),
            self._at(self.wide / 2, self.half_height),
        )
        measure.vertical(pen, overall, edge + 22.0, told(2 * self.half_height, closure=True))
        ends = self._at(radius, -half), self._at(radius, half)
        measure.vertical(pen, ends, edge + 12.0, told(part.handle_height_mm, closure=True))
        off = self._at(radius, -half), self._at(radius, low)
        measure.vertical(pen, off, edge + 3.0, told(OFF_MM), SMALL_MM)
        across = self._at(-radius, half / 2), self._at(radius, half / 2)
        measure.horizontal(pen, across, self._at(0.0, half / 2)[1], told(2 * radius, "Ø"))
        notch = self._at(-radius + DEPTH_MM / 2, low + WIDTH_MM / 2)
        text = f"Notch all round, {told(WIDTH_MM)} wide, {told(DEPTH_MM)} deep"
        knee = (self.left + 62.0, notch[1] + 14.0)
        measure.leader(pen, notch, knee, text, SMALL_MM)

    def _faces(self, pen: Pen) -> None:
        """Draw each face small, with its code, and the notes."""
        scale = FACE_MM / self.wide
        y = self.bottom + 30.0 + FACE_MM / 2
        for drawing, x, name in (
            (self.plain, self.left + 8.0 + FACE_MM / 2, PLAIN),
            (self.notched, self.left + 62.0 + FACE_MM / 2, NOTCHED),
        ):
            for path in drawing.paths[:1]:
                pen.path(path, x, y, scale, THIN_MM)
            for circle in drawing.circles:
                place = x + circle.x_mm * scale, y + circle.y_mm * scale
                pen.circle(*place, circle.diameter_mm / 2 * scale, THIN_MM)
            text = f"{name} end, {drawing.rubber.label}"
            pen.text(x, y - FACE_MM / 2 - 5.0, text, MEDIUM_MM, align="centre", weight="bold")
        left = self.left + 116.0
        line = self.bottom + 30.0 + FACE_MM
        pen.text(left, line, "Notes", SMALL_MM, weight="bold")
        for number, note in enumerate(NOTES, 1):
            line -= LINE_MM * 1.3
            pen.text(left, line, f"{number}", SMALL_MM)
            for row in wrapped(note, self.right - left - 7.0, SMALL_MM):
                pen.text(left + 4.0, line, row, SMALL_MM)
                line -= LINE_MM
