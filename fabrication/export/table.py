"""Dots as tables: CSV for machines that drill or dispense, JSON with everything about the part."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from fabrication.drawing import CAMOUFLAGE, DOTS
from fabrication.export.numbers import DECIMALS, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Drawing
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

FORMAT = "rubber-dots/1"
KINDS = {DOTS: "dot", CAMOUFLAGE: "bump"}


def render_csv(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Write a row for each dot and bump: number, kind, x, y, diameter; rubber view, y up, mm."""
    del part, findings  # a machine wants rows only; the signature is that of every flat exporter
    rows = ["number,kind,x_mm,y_mm,diameter_mm"]
    rows += [
        f"{number},{kind},{plain(x)},{plain(y)},{plain(diameter)}"
        for number, kind, x, y, diameter in _bumps(drawing)
    ]
    return ("\n".join(rows) + "\n").encode("ascii")


def render_json(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
    """Write stamp, part, findings and the rows of the CSV."""
    rubber = drawing.rubber
    document = {
        "format": FORMAT,
        "view": "rubber: as looked at on the rubber, x to the right, y up, mm",
        "family": rubber.family,
        "merchant_id": rubber.merchant_id,
        "pitch_mm": rubber.pitch_mm,
        "size_mm": drawing.size_mm,
        "part": asdict(part),
        "findings": [asdict(finding) for finding in findings],
        "dots": [
            {
                "number": number,
                "kind": kind,
                "x_mm": round(x, DECIMALS) + 0.0,
                "y_mm": round(y, DECIMALS) + 0.0,
                "diameter_mm": round(diameter, DECIMALS),
            }
            for number, kind, x, y, diameter in _bumps(drawing)
        ],
    }
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def _bumps(drawing: Drawing) -> list[tuple[int, str, float, float, float]]:
    """List number, kind, x, y and diameter of dots and bumps, numbered as on the drawing."""
    shown = [circle for circle in drawing.circles if circle.layer in KINDS]
    return [
        (number, KINDS[c.layer], c.x_mm, c.y_mm, c.diameter_mm) for number, c in enumerate(shown, 1)
    ]
