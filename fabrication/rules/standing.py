"""Rules of how a stamp stands on glass: on all of its dots, its base clear, without rocking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapely import MultiPoint, Point

from fabrication.rules.clearance import ROUNDING_MM
from fabrication.rules.finding import Finding
from fabrication.rules.limits import Limit, table
from fabrication.tolerance import tolerance_mm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fabrication.mirror import RubberFace
    from fabrication.part import Part


def height(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that the base stays clear of the glass when the lowest of the dots has come down.

    Heights differ by twice their tolerance at most, and so far are the highest squeezed.
    """
    del rubber
    clear = _limit("clear_mm")
    spread = 2 * tolerance_mm(part.dot_height_mm, part.tolerance, closure=True)
    least = clear.limit + spread
    if part.dot_height_mm < least - ROUNDING_MM:
        reason = (
            f"dots {part.dot_height_mm:g} mm high, {least:.2f} mm needed: {spread:.2f} mm for "
            f"heights of class {part.tolerance}, {clear.limit:g} mm for the base ({clear.source})"
        )
        yield Finding("height", "error", 0.0, 0.0, part.dot_height_mm, least, reason)


def support(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that the dots stand so far around the handle's axis that a hand does not rock it."""
    sideways = _limit("sideways")
    axis = Point(0.0, 0.0)
    hull = MultiPoint(rubber.dots[:, :2]).convex_hull
    inside = hull.boundary.distance(axis) if hull.contains(axis) else -hull.distance(axis)
    least = sideways.limit * part.handle_height_mm
    if inside < least - ROUNDING_MM:
        reason = (
            f"the dots reach {inside:.1f} mm around the handle's axis, {least:.1f} mm keep one of "
            f"{part.handle_height_mm:g} mm from rocking ({sideways.source}): press it straight down"
        )
        yield Finding("support", "warning", 0.0, 0.0, inside, least, reason)


def camouflage(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that there are empty sites to hide."""
    if part.camouflage and not len(rubber.empty):
        reason = f"{rubber.family} has no empty sites: there is nothing to put bumps on"
        yield Finding("camouflage", "error", 0.0, 0.0, 0.0, 1.0, reason)


def _limit(name: str) -> Limit:
    return Limit(**table()["standing"][name])
