"""Letters as outlines, for shops whose machine has not our font.

Bitstream Vera, which comes with reportlab; fontTools reads it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import reportlab
from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from fabrication.export.numbers import plain

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
# Height of its capitals, part of the em.
CAPITAL = 0.729
# Of a curve: at letters of 2.5 mm its middle lies within 0.01 mm of the arc.
CHORDS = 4


def outlines(text: str, x_mm: float, y_mm: float, height_mm: float) -> str:
    """Return SVG path data of one line, y down, centred on x, its base line at y.

    What the font has no letter for becomes its box for missing letters.
    """
    pen = SVGPathPen(_font()[1], ntos=plain)
    _draw(pen, text, (x_mm, y_mm), height_mm, -1.0)
    return str(pen.getCommands())


def polygons(
    text: str, x_mm: float, y_mm: float, height_mm: float
) -> list[list[tuple[float, float]]]:
    """Return the outlines of one line as closed polygons, y up, placed as `outlines` does."""
    pen = DecomposingRecordingPen(_font()[1])
    _draw(pen, text, (x_mm, y_mm), height_mm, 1.0)
    found: list[list[tuple[float, float]]] = []
    for step, points in pen.value:
        if step == "moveTo":
            found.append([points[0]])
        elif step == "lineTo":
            found[-1].append(points[0])
        elif step == "qCurveTo":
            for control, end in decomposeQuadraticSegment(points):
                found[-1] += _chords(found[-1][-1], control, end)
    return found


def _chords(
    start: tuple[float, float], control: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the corners of chords along a quadratic curve, without its start."""
    corners = []
    for step in range(1, CHORDS + 1):
        t = step / CHORDS
        weights = (1 - t) ** 2, 2 * t * (1 - t), t * t
        x, y = (
            sum(weight * place for weight, place in zip(weights, places, strict=True))
            for places in zip(start, control, end, strict=True)
        )
        corners.append((x, y))
    return corners


def _draw(pen: Any, text: str, where_mm: tuple[float, float], height_mm: float, up: float) -> None:
    font, glyphs, letters = _font()
    scale = height_mm / CAPITAL / font["head"].unitsPerEm
    names = [letters.get(ord(letter), ".notdef") for letter in text]
    advances = [font["hmtx"][name][0] for name in names]
    x = where_mm[0] - sum(advances) * scale / 2
    for name, advance in zip(names, advances, strict=True):
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, up * scale, x, where_mm[1])))
        x += advance * scale


@cache
def _font() -> tuple[Any, Any, dict[int, str]]:
    font = TTFont(FONT)
    return font, font.getGlyphSet(), font.getBestCmap()
