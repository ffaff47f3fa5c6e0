"""Letters as outlines, for shops whose machine has not our font.

Bitstream Vera, which comes with reportlab; fontTools reads it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import reportlab
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from fabrication.export.numbers import plain

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
# Height of its capitals, part of the em.
CAPITAL = 0.729


def outlines(text: str, x_mm: float, y_mm: float, height_mm: float) -> str:
    """Return SVG path data of one line, y down, centred on x, its base line at y.

    What the font has no letter for becomes its box for missing letters.
    """
    font, glyphs, letters = _font()
    scale = height_mm / CAPITAL / font["head"].unitsPerEm
    names = [letters.get(ord(letter), ".notdef") for letter in text]
    advances = [font["hmtx"][name][0] for name in names]
    x = x_mm - sum(advances) * scale / 2
    pen = SVGPathPen(glyphs, ntos=plain)
    for name, advance in zip(names, advances, strict=True):
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y_mm)))
        x += advance * scale
    return str(pen.getCommands())


@cache
def _font() -> tuple[Any, Any, dict[int, str]]:
    font = TTFont(FONT)
    return font, font.getGlyphSet(), font.getBestCmap()
