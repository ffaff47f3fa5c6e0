"""How far points of a face are from its outline, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import Point, box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from fabrication.mirror import RubberFace
    from fabrication.part import Part


@dataclass(frozen=True)
class Outline:
    """An outline as a core grown by a radius: no polygon stands in for an arc.

    A square has radius 0, a rounded one a smaller square as core, a circle its centre.
    """

    core: BaseGeometry
    radius_mm: float

    def inside_mm(self, x_mm: float, y_mm: float) -> float:
        """Return the distance of a point inside from the outline; below 0 outside."""
        point = Point(x_mm, y_mm)
        outside_core = self.core.distance(point)
        if outside_core > 0 or self.core.area == 0:
            return float(self.radius_mm - outside_core)
        return float(self.radius_mm + self.core.boundary.distance(point))


def outline(rubber: RubberFace, part: Part) -> Outline:
    """Return the outline of a part; ValueError when it does not hold the dots."""
    half = part.size_mm(rubber) / 2
    if part.outline == "circle":
        return Outline(Point(0.0, 0.0), half)
    radius = part.corner_mm if part.outline == "rounded" else 0.0
    if radius == half:
        return Outline(Point(0.0, 0.0), half)
    return Outline(box(radius - half, radius - half, half - radius, half - radius), radius)
