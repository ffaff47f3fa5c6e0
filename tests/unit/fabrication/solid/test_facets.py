"""Facets: near enough to the circle, and with its area."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from fabrication.solid.facets import CHORD_MM, arc, equal_area, sides

RADII_MM = [0.05, 0.3, 1.75, 3.5, 14.0, 33.0, 100.0]


@pytest.mark.parametrize("radius_mm", RADII_MM)
def test_a_chord_is_nowhere_farther_from_its_arc_than_stated(radius_mm: float) -> None:
    n = sides(radius_mm)
    assert radius_mm * (1 - math.cos(math.pi / n)) <= CHORD_MM
    # Fewer sides by one step would not do, or there is no fewer.
    assert n == 4 or radius_mm * (1 - math.cos(math.pi / (n - 4))) > CHORD_MM


@pytest.mark.parametrize("radius_mm", RADII_MM)
def test_a_polygon_of_equal_area_is_nearer_to_the_circle_than_a_chord_error(
    radius_mm: float,
) -> None:
    n = sides(radius_mm)
    outer = radius_mm * equal_area(n)
    assert n / 2 * math.sin(2 * math.pi / n) * outer**2 == pytest.approx(math.pi * radius_mm**2)
    assert outer - radius_mm < CHORD_MM
    assert radius_mm - outer * math.cos(math.pi / n) < CHORD_MM


@pytest.mark.parametrize("span_deg", [3.0, 60.0, 87.0, 90.0, 180.0])
@pytest.mark.parametrize("radius_mm", [0.3, 4.0, 20.0])
def test_an_arc_keeps_its_ends_and_the_area_of_its_sector(
    radius_mm: float, span_deg: float
) -> None:
    span = math.radians(span_deg)
    points = arc((1.0, -2.0), radius_mm, 0.4, 0.4 + span)
    ends = [(1 + radius_mm * math.cos(a), -2 + radius_mm * math.sin(a)) for a in (0.4, 0.4 + span)]
    assert [*points[0], *points[-1]] == pytest.approx([*ends[0], *ends[1]])
    fan = [(x - 1, y + 2) for x, y in points]
    area = sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise(fan)) / 2
    assert area == pytest.approx(span * radius_mm**2 / 2)
    assert all(abs(math.hypot(x, y) - radius_mm) < CHORD_MM for x, y in fan)


def test_an_arc_is_walked_in_both_directions() -> None:
    there = arc((0.0, 0.0), 4.0, 0.0, 1.0)
    back = arc((0.0, 0.0), 4.0, 1.0, 0.0)
    assert [place for point in reversed(back) for place in point] == pytest.approx(
        [place for point in there for place in point]
    )
