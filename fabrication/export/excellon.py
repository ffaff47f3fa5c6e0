"""The plated holes of a board as Excellon, in millimetres with a decimal point.

References
----------
Excellon, XNC: the part of Excellon that every machine reads, Ucamco 2021. Attributes of
Gerber X2 stand in comments that start with ``#@!``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.board.board import DRILL_MM

if TYPE_CHECKING:
    from fabrication.board.board import Board


def render(plan: Board) -> bytes:
    """Write the drill file of a board."""
    lines = [
        "M48",
        f"; {plan.label}: plated holes, seen from the side of the dots",
        "; #@! TF.FileFunction,Plated,1,2,PTH",
        "; #@! TF.SameCoordinates,Original",
        "METRIC",
        "; #@! TA.AperFunction,Plated,PTH,ViaDrill",
        f"T1C{DRILL_MM:.3f}",
        "%",
        "G05",
        "T1",
        *(f"X{x:.3f}Y{y:.3f}" for x, y in plan.vias),
        "M30",
    ]
    return ("\n".join(lines) + "\n").encode("ascii")
