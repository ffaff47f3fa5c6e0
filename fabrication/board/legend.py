r"""Which stamp a board is of, printed on its back: beside the handle, where it stays to be read.

::

     ___________________
    |      _______      |
    |     /       \     |   the opening for the handle
    |     \_______/     |
    |   lattice8-4711   |   midway to the edge
    |___________________|

Rubber view, as all of the board: one looks through it, so the letters are mirrored.

References
----------
Eurocircuits, PCB design guidelines, legend print: letters from 1 mm high, lines from 0.1 mm wide,
0.1 mm away from openings and 0.25 mm from the edge; on the bottom they are mirrored.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fabrication.lettering import polygons

if TYPE_CHECKING:
    from fabrication.board.board import Board

HEIGHTS_MM = (2.0, 1.75, 1.5, 1.25, 1.0)
# Twice and more what is asked, for the register of print and coverlay.
CLEAR_MM = 0.5

Ring = list[tuple[float, float]]


def legend(plan: Board) -> list[Ring]:
    """Return the outlines of the label's letters in mm; none where there is no room for them.

    Letters run counter-clockwise, holes in them clockwise.
    """
    half = max(vertex.x_mm for vertex in plan.profile.vertices)
    middle = -(half + plan.handle_mm / 2) / 2
    for height in HEIGHTS_MM:
        rings = polygons(plan.label, 0.0, middle - height / 2, height)
        if _has_room(plan, half, rings):
            return [[(-x, y) for x, y in ring] for ring in rings]
    return []


def area_mm2(ring: Ring) -> float:
    """Return the area of a ring: above 0 counter-clockwise, below 0 clockwise."""
    ends = [*ring[1:], ring[0]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, ends, strict=True)) / 2


def _has_room(plan: Board, half_mm: float, rings: list[Ring]) -> bool:
    places = [place for ring in rings for place in ring]
    opening = min(math.hypot(x, y) for x, y in places) - plan.handle_mm / 2
    # Arcs of a circle are two, corners of a rounded square lie beside the lowest side.
    if len(plan.profile.vertices) == 2:
        edge = half_mm - max(math.hypot(x, y) for x, y in places)
    else:
        low = min(vertex.y_mm for vertex in plan.profile.vertices)
        side = max(vertex.x_mm for vertex in plan.profile.vertices if vertex.y_mm == low)
        edge = min(min(y for _, y in places) - low, side - max(abs(x) for x, _ in places))
    return min(opening, edge) >= CLEAR_MM
