"""SVG 1:1 in millimetres for laser programs: black and blue are burnt away, red is cut.

Each engraved layer is one path, filled by the even-odd rule: what its inner rings hold stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fabrication.export import svg
from fabrication.export.numbers import plain
from fabrication.laser.legend import legend
from fabrication.laser.work import AWAY, CUT, GROOVES, LABEL, LABEL_BELOW_MM, PAST_MM
from fabrication.lettering import outlines

if TYPE_CHECKING:
    from fabrication.drawing import Circle, Drawing
    from fabrication.part import Part

MARGIN_MM = 2.0
FILLS = {AWAY: "#000000", GROOVES: "#0000ff"}
LINES = {CUT: "#ff0000", LABEL: "#00a000"}


def render(work: Drawing, part: Part) -> bytes:
    """Write what a laser does to make one part."""
    half = work.size_mm / 2 + part.kerf_mm / 2 + PAST_MM + MARGIN_MM
    lines = [
        *svg.opening(-half, -half, 2 * half, 2 * half + LABEL_BELOW_MM),
        f"<title>{escape(work.rubber.label)}</title>",
        f"<desc>{escape(legend(work, part))}</desc>",
        *layers(work, part=part),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def layers(work: Drawing, x_mm: float = 0.0, y_mm: float = 0.0, *, part: Part) -> list[str]:
    """Return a group for each layer that holds something, the work's centre at (x_mm, y_mm)."""
    lines = []
    for layer, colour in FILLS.items():
        if rings := _rings(work, layer, x_mm, y_mm):
            shape = f'<path fill-rule="evenodd" d="{" ".join(rings)}"/>'
            kerf = f'data-kerf-mm="{plain(part.kerf_mm)}"'
            lines.append(f'<g class="{layer}" {kerf} fill="{colour}" stroke="none">{shape}</g>')
    for layer, colour in LINES.items():
        shapes = [f'<path d="{ring}"/>' for ring in _rings(work, layer, x_mm, y_mm)]
        for text in work.texts:
            if text.layer == layer:
                where = (x_mm + text.x_mm, -y_mm - text.y_mm)
                data = outlines(text.text, *where, text.height_mm)
                shapes.append(f'<path aria-label="{escape(text.text)}" d="{data}"/>')
        if shapes:
            style = f'fill="none" stroke="{colour}" stroke-width="{plain(part.hairline_mm)}"'
            lines += [f'<g class="{layer}" {style}>', *shapes, "</g>"]
    return lines


def _rings(work: Drawing, layer: str, x_mm: float, y_mm: float) -> list[str]:
    return [
        *(svg.path_data(path, x_mm, y_mm) for path in work.paths if path.layer == layer),
        *(_ring(circle, x_mm, y_mm) for circle in work.circles if circle.layer == layer),
    ]


def _ring(circle: Circle, x_mm: float, y_mm: float) -> str:
    """Write a circle as two arcs from its leftmost point and back."""
    r, x, y = circle.diameter_mm / 2, x_mm + circle.x_mm, -y_mm - circle.y_mm
    arc = f"A{plain(r)},{plain(r)} 0 0 1"
    left, right, level = plain(x - r), plain(x + r), plain(y)
    return f"M{left},{level} {arc} {right},{level} {arc} {left},{level} Z"
