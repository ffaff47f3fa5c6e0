"""A flat path of lines and arcs as a polygon that solids can be drawn up from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fabrication.drawing import square_path
from fabrication.solid.facets import arc, equal_area, sides

if TYPE_CHECKING:
    from fabrication.drawing import Path
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

Point = tuple[float, float]


def circle(radius_mm: float) -> list[Point]:
    """Return a regular polygon with the area of a circle around (0, 0), counter-clockwise."""
    n = sides(radius_mm)
    radius = radius_mm * equal_area(n)
    turns = [2 * math.pi * step / n for step in range(n)]
    return [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]


def outline(rubber: RubberFace, part: Part) -> list[Point]:
    """Return the outline of a part as a polygon, counter-clockwise.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots.
    """
    size = part.size_mm(rubber)
    if part.outline == "circle":
        return circle(size / 2)
    return polygon(square_path(size, part.corner_mm if part.outline == "rounded" else 0.0))


def polygon(path: Path) -> list[Point]:
    """Return the vertices of a closed path, its arcs as chords, no vertex twice."""
    points: list[Point] = []
    for start, end in zip(path.vertices, path.vertices[1:] + path.vertices[:1], strict=True):
        here, there = (start.x_mm, start.y_mm), (end.x_mm, end.y_mm)
        if math.dist(here, there) == 0:  # a side between corners that meet
            continue
        points.append(here)
        if start.bulge:
            points += _bulged(here, there, start.bulge)
    return points


def _bulged(here: Point, there: Point, bulge: float) -> list[Point]:
    """Return the vertices between the ends of an arc that turns by ``4 atan(bulge)``."""
    turn = 4 * math.atan(bulge)
    chord = math.dist(here, there)
    # The centre stands to the left of the chord, at its middle for a half circle.
    off = chord / 2 / math.tan(turn / 2)
    along = ((there[0] - here[0]) / chord, (there[1] - here[1]) / chord)
    centre = (
        (here[0] + there[0]) / 2 - off * along[1],
        (here[1] + there[1]) / 2 + off * along[0],
    )
    start = math.atan2(here[1] - centre[1], here[0] - centre[0])
    return arc(centre, math.dist(centre, here), start, start + turn)[1:-1]
