r"""The part cut by a plane at constant y: profiles as polygons, (x, z) in mm, z = 0 at the feet.

::

        ____        ____
    ___/    \__ ___/    \___     silicone: dots that are cut, base with the grooves across
   |           V            |    V: a groove
   |________________________|
   |________________________|    back-plane
          |        |
          |________|             handle
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fabrication.vents import half_chord_mm, vents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace
    from fabrication.part import Part

Polygon = list[tuple[float, float]]
# Points along a fillet.
ROUND = 9


@dataclass(frozen=True)
class Profile:
    """What a cut shows.

    Attributes
    ----------
    y_mm : float
        Where it cuts.
    silicone, plane, handle : polygon
        Conductive.
    bumps : tuple of polygon
        Insulating bumps that are cut.
    behind : tuple of polygon
        Dots and bumps seen behind the cut.
    dot : (float, float, float)
        x, y, diameter of the cut dot that a detail may show.
    """

    y_mm: float
    silicone: Polygon
    plane: Polygon
    handle: Polygon
    bumps: tuple[Polygon, ...]
    behind: tuple[Polygon, ...]
    dot: tuple[float, float, float]


def profile(rubber: RubberFace, part: Part) -> Profile:
    """Cut a part through the row of dots nearest its centre."""
    row = int(np.abs(rubber.dots[:, 1]).argmin())
    y = float(rubber.dots[row, 1])
    half = half_chord_mm(y, rubber, part)
    bumps = rubber.empty if part.camouflage else rubber.empty[:0]
    raised = [(x, dot_profile(x, abs(dy - y), d, part)) for x, dy, d in rubber.dots.tolist()]
    tops = [(x, shape) for x, shape in raised if shape]
    for vent in vents(rubber, part):
        if vent.axis == "y":
            low, high = vent.at_mm - vent.width_mm / 2, vent.at_mm + vent.width_mm / 2
            deep = -part.vent_depth_mm
            tops.append((vent.at_mm, [(low, 0.0), (low, deep), (high, deep), (high, 0.0)]))
    top = [point for _, shape in sorted(tops) for point in shape]
    back = -part.base_mm - part.plane_mm
    grip = math.sqrt(max((part.handle_diameter_mm / 2) ** 2 - y**2, 0.0))
    cut = rubber.dots[np.abs(rubber.dots[:, 1] - y) < 1e-9]
    shown = cut[cut[:, 0].argmin()]
    behind = np.concatenate([rubber.dots, bumps])
    return Profile(
        y_mm=y,
        silicone=[(-half, -part.base_mm), (-half, 0.0), *top, (half, 0.0), (half, -part.base_mm)],
        plane=_box(half, back, -part.base_mm),
        handle=_box(grip, back - part.handle_height_mm, back),
        bumps=tuple(
            shape for x, dy, d in bumps.tolist() if (shape := dot_profile(x, abs(dy - y), d, part))
        ),
        behind=tuple(dot_profile(x, 0.0, d, part) for x, dy, d in behind.tolist() if dy > y),
        dot=(float(shown[0]), float(shown[1]), float(shown[2])),
    )


def dot_profile(x_mm: float, off_mm: float, diameter_mm: float, part: Part) -> Polygon:
    """Return a dot cut `off_mm` from its axis, from left to right; empty where it is missed."""
    tip = diameter_mm / 2
    if off_mm >= tip:
        return []
    half = math.sqrt(tip**2 - off_mm**2)
    right = [(half, part.dot_height_mm), *_fillet(half + part.taper_mm, part)]
    left = [(-x, z) for x, z in reversed(right)]
    return [(x_mm + x, z) for x, z in left + right]


def _fillet(foot_mm: float, part: Part) -> Polygon:
    """Return the rounded foot of a side, from the side down to the base.

    The arc is tangent to the base and to the side, which leans by the draft.
    """
    if part.fillet_mm == 0:
        return [(foot_mm, 0.0)]
    reach = part.fillet_mm * math.tan(math.radians(45 - part.draft_deg / 2))
    x, z = foot_mm + reach, part.fillet_mm
    turns: NDArray[np.float64] = np.radians(np.linspace(180 + part.draft_deg, 270, ROUND))
    return [
        (x + part.fillet_mm * math.cos(turn), z + part.fillet_mm * math.sin(turn))
        for turn in turns.tolist()
    ]


def _box(half_mm: float, low_mm: float, high_mm: float) -> Polygon:
    return [(-half_mm, low_mm), (half_mm, low_mm), (half_mm, high_mm), (-half_mm, high_mm)]
