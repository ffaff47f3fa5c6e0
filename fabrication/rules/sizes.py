"""Rules of how large things are: dots, walls, draft, fillet, vents and the handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.rules.clearance import ROUNDING_MM, raised
from fabrication.rules.finding import Finding
from fabrication.rules.limits import graded, limit, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fabrication.mirror import RubberFace
    from fabrication.part import Part


def dot(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that dots are wide enough to be made, and for their height."""
    smallest, slender = limit(part.process, "dot_mm"), limit(part.process, "dot_slenderness")
    for x, y, diameter in raised(rubber, part).tolist():
        if smallest is not None and diameter < smallest.limit - ROUNDING_MM:
            reason = (
                f"a dot of {diameter:.2f} mm, {part.process} needs {smallest.limit:g} mm "
                f"({smallest.source})"
            )
            yield Finding("dot", "error", x, y, diameter, smallest.limit, reason)
        ratio = part.dot_height_mm / diameter
        if slender is not None and ratio > slender.limit:
            reason = (
                f"a dot {ratio:.1f} times as high as wide bends over, {slender.limit:g} times are "
                f"allowed ({slender.source})"
            )
            yield Finding("dot", "error", x, y, ratio, slender.limit, reason)


def base(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that the base is thick enough below the vents."""
    del rubber
    depth = part.vent_depth_mm if part.vent_mm else 0.0
    yield from _at_least("base", part, "base_mm", part.base_mm - depth, "of base below the vents")


def plane(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that the back-plane is thick enough."""
    del rubber
    yield from _at_least("plane", part, "plane_mm", part.plane_mm, "of back-plane")


def draft(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that high dots come out of their mould."""
    del rubber
    for row in graded(part.process, "draft_deg"):
        if part.dot_height_mm > row.over_mm:
            if part.draft_deg < row.limit:
                reason = (
                    f"{part.draft_deg:g} degrees of draft, dots higher than {row.over_mm:g} mm "
                    f"need {row.limit:g} ({row.source})"
                )
                yield Finding("draft", "error", 0.0, 0.0, part.draft_deg, row.limit, reason)
            return


def fillet(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that feet are round enough not to tear; a sharp mould is dearer, not impossible."""
    del rubber
    yield from _at_least(
        "fillet", part, "fillet_mm", part.fillet_mm, "of radius at the feet", severity="warning"
    )


def vent(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that air gets out: grooves are wide and deep enough to be made and to stay open."""
    del rubber
    if part.vent_mm == 0 or part.vent_depth_mm == 0:
        if part.camouflage:
            reason = "a face full of bumps without vents may suck to glass"
            yield Finding("vent", "warning", 0.0, 0.0, 0.0, 0.0, reason)
        return
    yield from _at_least("vent", part, "rib_mm", part.vent_mm, "of vent width")
    yield from _at_least("vent", part, "vent_depth_mm", part.vent_depth_mm, "of vent depth")
    slender = limit(part.process, "rib_slenderness")
    ratio = part.vent_depth_mm / part.vent_mm
    if slender is not None and ratio > slender.limit:
        reason = (
            f"vents {ratio:.1f} times as deep as wide, {slender.limit:g} times are allowed "
            f"({slender.source})"
        )
        yield Finding("vent", "error", 0.0, 0.0, ratio, slender.limit, reason)


def handle(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that the handle stands on the back-plane."""
    size = part.size_mm(rubber)
    if part.handle_diameter_mm > size + ROUNDING_MM:
        reason = f"a handle of {part.handle_diameter_mm:g} mm on a face of {size:g} mm"
        yield Finding("handle", "error", 0.0, 0.0, part.handle_diameter_mm, size, reason)


def tolerance(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that dots lie where readers expect them: a class whose readings were measured."""
    del rubber
    grade = int(part.tolerance[1])
    if part.tolerance in table()["tolerance"]["error"]:
        reason = f"no reading of dots made to {part.tolerance} was ever measured, M2 is wanted"
        yield Finding("tolerance", "error", 0.0, 0.0, grade, 3, reason)
    elif part.tolerance in table()["tolerance"]["warning"]:
        reason = f"dots made to {part.tolerance} are read less often, M2 is wanted"
        yield Finding("tolerance", "warning", 0.0, 0.0, grade, 2, reason)


def _at_least(
    rule: str, part: Part, name: str, value: float, what: str, severity: str = "error"
) -> Iterator[Finding]:
    least = limit(part.process, name)
    if least is not None and value < least.limit - ROUNDING_MM:
        reason = f"{value:.2f} mm {what}, {part.process} needs {least.limit:g} mm ({least.source})"
        yield Finding(rule, severity, 0.0, 0.0, value, least.limit, reason)
