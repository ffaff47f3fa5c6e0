"""PNG preview: the rubber as it looks, for people who go through a folder of stamps.

Drawn larger and scaled down, so that edges are smooth.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from fabrication.drawing import CAMOUFLAGE, DOTS, OUTLINE, VENTS
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Drawing
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

SIDE_PX, FOOT_PX, SMOOTH = 480, 56, 2
MARGIN = 0.06
PAPER, BASE, GROOVE = "#f4f2ee", "#33363b", "#1d1f23"
FOOT, TIP, BUMP_FOOT, BUMP_TIP = "#202227", "#5d636c", "#8e7f63", "#d9cbaa"
INK, ALARM = "#202227", "#b00020"


def render(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Paint a part as looked at on the rubber, its label below."""
    canvas = _Canvas(drawing, part)
    canvas.outline()
    for path in drawing.paths:
        if path.layer == VENTS:
            canvas.groove([(v.x_mm, v.y_mm) for v in path.vertices])
    for circle in drawing.circles:
        if circle.layer in (DOTS, CAMOUFLAGE):
            foot, tip = (FOOT, TIP) if circle.layer == DOTS else (BUMP_FOOT, BUMP_TIP)
            canvas.disc(circle.x_mm, circle.y_mm, part.foot_mm(circle.diameter_mm), foot)
            canvas.disc(circle.x_mm, circle.y_mm, circle.diameter_mm, tip)
    return canvas.png(drawing.rubber.label, findings)


class _Canvas:
    """A picture in the making; takes millimetres, y up."""

    def __init__(self, drawing: Drawing, part: Part) -> None:
        self.size_mm, self.part = drawing.size_mm, part
        self.round = any(circle.layer == OUTLINE for circle in drawing.circles)
        self.px_per_mm = SIDE_PX * SMOOTH * (1 - 2 * MARGIN) / drawing.size_mm
        size = (SIDE_PX * SMOOTH, SIDE_PX * SMOOTH)
        self.image = Image.new("RGB", size, PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def outline(self) -> None:
        half = self.size_mm / 2
        box = [self._px(-half, half), self._px(half, -half)]
        if self.round:
            self.draw.ellipse(box, fill=BASE)
            return
        corner = self.part.corner_mm if self.part.outline == "rounded" else 0.0
        self.draw.rounded_rectangle(box, radius=corner * self.px_per_mm, fill=BASE)

    def groove(self, corners: list[tuple[float, float]]) -> None:
        self.draw.polygon([self._px(x, y) for x, y in corners], fill=GROOVE)

    def disc(self, x_mm: float, y_mm: float, diameter_mm: float, colour: str) -> None:
        r = diameter_mm / 2
        box = [self._px(x_mm - r, y_mm + r), self._px(x_mm + r, y_mm - r)]
        self.draw.ellipse(box, fill=colour)

    def png(self, label: str, findings: Sequence[Finding]) -> bytes:
        sheet = Image.new("RGB", (SIDE_PX, SIDE_PX + FOOT_PX), PAPER)
        sheet.paste(self.image.reduce(SMOOTH))
        pen = ImageDraw.Draw(sheet)
        middle = SIDE_PX / 2
        pen.text((middle, SIDE_PX + 6), label, INK, ImageFont.load_default(20), anchor="mm")
        errors = sum(finding.severity == "error" for finding in findings)
        if findings:
            warnings = counted(len(findings) - errors, "warning")
            counts = f"{counted(errors, 'error')}, {warnings} of the design rules"
            small = ImageFont.load_default(15)
            pen.text((middle, SIDE_PX + 32), counts, ALARM if errors else INK, small, anchor="mm")
        stream = io.BytesIO()
        sheet.save(stream, "PNG", optimize=False, compress_level=6)
        return stream.getvalue()

    def _px(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        middle = SIDE_PX * SMOOTH / 2
        return middle + x_mm * self.px_per_mm, middle - y_mm * self.px_per_mm
