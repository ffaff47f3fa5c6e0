"""A sheet as SVG, 1:1 in millimetres: a group for each stamp, named by its label."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from fabrication.drawing import LETTER_MM
from fabrication.export import svg
from fabrication.export.numbers import plain
from fabrication.lettering import outlines
from fabrication.sheet.nest import MARK_RADIUS_MM

if TYPE_CHECKING:
    from collections.abc import Callable

    from fabrication.drawing import Drawing
    from fabrication.sheet.layout import NestedSheet

    Layers = Callable[[Drawing, float, float], list[str]]

MARK_STYLE = 'fill="none" stroke="#00a000" stroke-width="0.1"'


def render(nested: NestedSheet, layers: Layers = svg.layers) -> bytes:
    """Write a sheet; the same sheet gives the same bytes.

    Parameters
    ----------
    nested : NestedSheet
    layers : callable
        Writes the groups of one stamp with its centre at x and y.
    """
    sheet = nested.sheet
    # Sheets count y up from their lower edge, SVG down: everything lies above y = 0.
    lines = [
        *svg.opening(0.0, -sheet.height_mm, sheet.width_mm, sheet.height_mm),
        f"<title>{escape(nested.title)}</title>",
        f'<g class="MARKS" {MARK_STYLE}>',
        *(_mark(x, -y) for x, y in sheet.marks_mm),
        "</g>",
        _title(nested),
    ]
    for stamp in nested.stamps:
        lines.append(f"<g id={quoteattr(stamp.drawing.rubber.label)}>")
        lines += layers(stamp.drawing, stamp.place.x_mm, stamp.place.y_mm)
        lines.append("</g>")
    lines.append("</svg>")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _mark(x: float, y: float) -> str:
    r = MARK_RADIUS_MM
    return (
        f'<path d="M{plain(x - r)},{plain(y)} H{plain(x + r)} M{plain(x)},{plain(y - r)} '
        f'V{plain(y + r)}"/><circle cx="{plain(x)}" cy="{plain(y)}" r="{plain(r / 2)}"/>'
    )


def _title(nested: NestedSheet) -> str:
    x, y = nested.title_mm
    data = outlines(nested.title, x, -y, LETTER_MM)
    return f'<path class="MARKS" {MARK_STYLE} aria-label={quoteattr(nested.title)} d="{data}"/>'
