"""SVG 1:1 in millimetres for print shops and people: a group for each layer, nothing but the part.

What conducts is black, the edge red, grooves blue. A laser would burn the dots away: `laser/svg.py`
writes what it takes off. Dots are plain circles; SVG counts y down, so y is negated, which turns no
picture around.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fabrication.drawing import CAMOUFLAGE, DOTS, OUTLINE, TEXT, VENTS
from fabrication.export.numbers import plain
from fabrication.lettering import outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Circle, Drawing, Path, Text
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

# Around the outline, and below it for the label.
MARGIN_MM = 5.0
FOOT_MM = 8.0
# Painted from the bottom up.
STYLES = {
    VENTS: 'fill="none" stroke="#0000ff" stroke-width="0.1"',
    CAMOUFLAGE: 'fill="#cccccc" stroke="none"',
    DOTS: 'fill="#000000" stroke="none"',
    TEXT: 'fill="#000000" stroke="none"',
    OUTLINE: 'fill="none" stroke="#ff0000" stroke-width="0.1"',
}


def render(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Write a part; what the design rules found goes into its description."""
    half = drawing.size_mm / 2
    left, top = -half - MARGIN_MM, -half - MARGIN_MM
    width, height = 2 * (half + MARGIN_MM), 2 * half + MARGIN_MM + FOOT_MM
    described = [
        "Rubber view: as looked at on the rubber. Finished-part sizes, 1:1 in mm.",
        f"{part.material}; ISO 3302-1 class {part.tolerance}",
        *map(str, findings),
    ]
    lines = [
        *opening(left, top, width, height),
        f"<title>{escape(drawing.rubber.label)}</title>",
        f"<desc>{escape(chr(10).join(described))}</desc>",
        *layers(drawing, label_y_mm=-half - FOOT_MM + 3.0),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def opening(left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> list[str]:
    """Return declaration and root element: one user unit is one millimetre."""
    box = " ".join(map(plain, (left_mm, top_mm, width_mm, height_mm)))
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" '
        f'width="{plain(width_mm)}mm" height="{plain(height_mm)}mm" viewBox="{box}">',
    ]


def layers(
    drawing: Drawing, x_mm: float = 0.0, y_mm: float = 0.0, label_y_mm: float | None = None
) -> list[str]:
    """Return one group for each layer that holds something.

    Parameters
    ----------
    drawing : Drawing
    x_mm, y_mm : float
        Where its centre goes, y up.
    label_y_mm : float, optional
        Where the base line of texts goes instead of their place in the drawing, y up from the
        centre: without dimensions there is nothing to keep clear of.
    """
    lines = []
    for layer, style in STYLES.items():
        shapes = [
            *(
                f'<path d="{path_data(path, x_mm, y_mm)}"/>'
                for path in drawing.paths
                if path.layer == layer
            ),
            *(_circle(circle, x_mm, y_mm) for circle in drawing.circles if circle.layer == layer),
            *(_text(text, x_mm, y_mm, label_y_mm) for text in drawing.texts if text.layer == layer),
        ]
        if shapes:
            lines += [f'<g class="{layer}" {style}>', *shapes, "</g>"]
    return lines


def _circle(circle: Circle, x_mm: float, y_mm: float) -> str:
    cx, cy = plain(x_mm + circle.x_mm), plain(-y_mm - circle.y_mm)
    return f'<circle cx="{cx}" cy="{cy}" r="{plain(circle.diameter_mm / 2)}"/>'


def path_data(path: Path, x_mm: float, y_mm: float) -> str:
    """Write a closed path as SVG path data, the drawing's centre at (x_mm, y_mm), y up."""
    points = [(x_mm + v.x_mm, -y_mm - v.y_mm) for v in path.vertices]
    steps = [f"M{plain(points[0][0])},{plain(points[0][1])}"]
    for index, vertex in enumerate(path.vertices):
        start, end = points[index], points[(index + 1) % len(points)]
        if vertex.bulge:
            # Less than half a circle each; with y down a counter-clockwise arc has sweep 0.
            radius = _radius(math.dist(start, end), vertex.bulge)
            sweep = 0 if vertex.bulge > 0 else 1
            steps.append(
                f"A{plain(radius)},{plain(radius)} 0 0 {sweep} {plain(end[0])},{plain(end[1])}"
            )
        elif index + 1 < len(points):
            steps.append(f"L{plain(end[0])},{plain(end[1])}")
    return f"{' '.join(steps)} Z"


def _radius(chord_mm: float, bulge: float) -> float:
    """Return the radius of an arc: bulge is tan(angle / 4), the chord 2 r sin(angle / 2)."""
    return chord_mm * (1 + bulge * bulge) / (4 * abs(bulge))


def _text(text: Text, x_mm: float, y_mm: float, label_y_mm: float | None) -> str:
    y = text.y_mm if label_y_mm is None else label_y_mm
    data = outlines(text.text, x_mm + text.x_mm, -y_mm - y, text.height_mm)
    return f'<path aria-label="{escape(text.text)}" d="{data}"/>'
