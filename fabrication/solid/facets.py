r"""How round shapes become flat facets, and keep their areas.

A polygon inside a circle is smaller than the circle: by 0.24 % with the 52 sides that a 4 mm dot
gets. So the vertices stand a little outside, where the polygon's area is the circle's::

            ______  polygon, vertices outside the circle by up to CHORD_MM * 2/3,
          /        \  the middles of its sides inside by up to CHORD_MM / 3
"""

from __future__ import annotations

import math

# Largest distance of an arc from the chord between two of its points, mm. A twentieth of the
# tightest tolerance that a moulded part of this size has (0.10 mm, ISO 3302-1 M2).
CHORD_MM = 0.005
# Whole multiples of 4 keep the extremes of a circle on its axes.
MULTIPLE = 4


def turn_rad(radius_mm: float) -> float:
    """Return the largest angle of an arc whose chord is within `CHORD_MM` of it."""
    return 2 * math.acos(max(1 - CHORD_MM / radius_mm, 0.0))


def sides(radius_mm: float) -> int:
    """Return the number of sides that stand for a full circle."""
    return MULTIPLE * math.ceil(2 * math.pi / turn_rad(radius_mm) / MULTIPLE)


def equal_area(n_sides: int) -> float:
    """Return how much farther out than the circle the vertices of a polygon of its area stand.

    A regular polygon of n sides has the area ``n / 2 sin(2 pi / n) r^2``.
    """
    turn = 2 * math.pi / n_sides
    return math.sqrt(turn / math.sin(turn))


def arc(
    centre: tuple[float, float], radius_mm: float, start_rad: float, end_rad: float
) -> list[tuple[float, float]]:
    """Return the vertices along an arc, both ends as they are, with the area of its sector.

    The n triangles of angle t under the chords have the area ``sin(t) / 2 (2 r g + (n - 2) g^2)``
    when the inner vertices stand at the radius g; the sector has ``n t r^2 / 2``.
    """
    span = abs(end_rad - start_rad)
    n = max(math.ceil(span / turn_rad(radius_mm)), 3)
    turn = span / n
    ratio = (math.sqrt(1 + (n - 2) * n * turn / math.sin(turn)) - 1) / (n - 2)
    vertices = []
    for step in range(n + 1):
        angle = start_rad + (end_rad - start_rad) * step / n
        radius = radius_mm * (1.0 if step in {0, n} else ratio)
        vertices.append(
            (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
        )
    return vertices
