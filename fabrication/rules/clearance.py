"""Rules of where things are: dots, bumps, vents and the edge keep clear of one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree, points

from fabrication.rules.finding import Finding
from fabrication.rules.limits import limit
from fabrication.rules.outline import outline
from fabrication.vents import vents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# Half a nanometre: rounding of 3.5 * 5.3 and the like, far below any tolerance.
ROUNDING_MM = 5e-7


def gap(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that tips keep apart by what the process can make."""
    least = limit(part.process, "gap_mm")
    if least is None:
        return
    bumps = raised(rubber, part)
    for one, other, apart in _pairs(bumps, least.limit):
        x, y = (bumps[one, :2] + bumps[other, :2]) / 2
        reason = (
            f"{apart:.2f} mm between two dots, {part.process} needs {least.limit:g} mm "
            f"({least.source})"
        )
        yield Finding("gap", "error", float(x), float(y), apart, least.limit, reason)


def edge(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that tips keep away from the outline and feet stand on the base."""
    least = limit(part.process, "gap_mm")
    shape = outline(rubber, part)
    for x, y, diameter in raised(rubber, part).tolist():
        inside = shape.inside_mm(x, y)
        free = inside - diameter / 2
        foot = inside - part.foot_mm(diameter) / 2
        if least is not None and free < least.limit - ROUNDING_MM:
            reason = (
                f"{free:.2f} mm from a dot to the edge, {part.process} needs {least.limit:g} mm "
                f"({least.source})"
            )
            yield Finding("edge", "error", x, y, free, least.limit, reason)
        elif foot < -ROUNDING_MM:
            reason = (
                f"the foot of a dot, draft and fillet included, stands {-foot:.2f} mm over the edge"
            )
            yield Finding("edge", "error", x, y, foot, 0.0, reason)


def rib(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check the rib of steel that the mould is between two dots: wide enough for its height."""
    slender = limit(part.process, "rib_slenderness")
    if slender is None:
        return
    bumps = raised(rubber, part)
    bumps[:, 2] += 2 * part.taper_mm
    for one, other, width in _pairs(bumps, part.dot_height_mm / slender.limit):
        x, y = (bumps[one, :2] + bumps[other, :2]) / 2
        least = part.dot_height_mm / slender.limit
        reason = (
            f"{width:.2f} mm of mould between dots {part.dot_height_mm:g} mm high, "
            f"{least:.2f} mm needed ({slender.source})"
        )
        yield Finding("rib", "error", float(x), float(y), width, least, reason)


def vent_clear(rubber: RubberFace, part: Part) -> Iterator[Finding]:
    """Check that no groove cuts into the foot of a dot."""
    bumps = raised(rubber, part)
    for vent in vents(rubber, part):
        across = bumps[:, 1 if vent.axis == "x" else 0]
        feet = np.array([part.foot_mm(diameter) / 2 for diameter in bumps[:, 2]])
        free = np.abs(across - vent.at_mm) - vent.width_mm / 2 - feet
        worst = int(free.argmin())
        if free[worst] < -ROUNDING_MM:
            x, y = float(bumps[worst, 0]), float(bumps[worst, 1])
            reason = f"a vent cuts {-free[worst]:.2f} mm into the foot of a dot"
            yield Finding("vent", "error", x, y, float(free[worst]), 0.0, reason)


def raised(rubber: RubberFace, part: Part) -> NDArray[np.float64]:
    """Return what stands on the base, float64 (n, 3): dots, and bumps where they are made."""
    shown = [rubber.dots, rubber.empty] if part.camouflage else [rubber.dots]
    return np.concatenate(shown)


def _pairs(bumps: NDArray[np.float64], least_mm: float) -> Iterator[tuple[int, int, float]]:
    """List the pairs nearer than `least_mm`, rim to rim, with their distance, in order."""
    centres = np.asarray(points(bumps[:, :2]))
    reach = least_mm + float(bumps[:, 2].max())
    near = STRtree(centres).query(centres, predicate="dwithin", distance=reach)
    for one, other in sorted(zip(*near.tolist(), strict=True)):
        if one < other:
            across = float(np.hypot(*(bumps[one, :2] - bumps[other, :2])))
            apart = across - float(bumps[one, 2] + bumps[other, 2]) / 2
            if apart < least_mm - ROUNDING_MM:
                yield one, other, apart
