r"""The half section of a dot: flat tip, drafted side, fillet tangent to side and base.

::

     z ^
       |_______ tip_mm           height_mm
       |       \
       |        \ draft_rad off the axis
       |         \
       |          + side = (r, z), where the fillet takes over
       |           `-._  o (centre_mm, fillet_mm)
       +---------------+-----> r      z = 0, the top of the base
                  centre_mm = foot
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabrication.solid.facets import arc

if TYPE_CHECKING:
    from fabrication.part import Part


@dataclass(frozen=True)
class Profile:
    """A dot's half section; radii, heights in mm.

    Attributes
    ----------
    tip_mm : float
        Radius of the flat tip: the contact.
    height_mm : float
    draft_rad : float
    fillet_mm : float
    """

    tip_mm: float
    height_mm: float
    draft_rad: float
    fillet_mm: float

    @property
    def centre_mm(self) -> float:
        """Distance of the fillet's centre from the axis: there the fillet meets the base."""
        cone = self.tip_mm + self.height_mm * math.tan(self.draft_rad)
        return cone + self.fillet_mm * math.tan(math.pi / 4 - self.draft_rad / 2)

    @property
    def side(self) -> tuple[float, float]:
        """Where the fillet meets the drafted side: r, z."""
        return (
            self.centre_mm - self.fillet_mm * math.cos(self.draft_rad),
            self.fillet_mm * (1 - math.sin(self.draft_rad)),
        )

    def polygon(self) -> list[tuple[float, float]]:
        """Return the half section as a polygon, counter-clockwise in (r, z) from the origin."""
        foot = (self.centre_mm, 0.0)
        rim = [foot]
        if self.fillet_mm:
            centre = (self.centre_mm, self.fillet_mm)
            # From straight below the centre to the side, clockwise around the centre.
            inner = arc(centre, self.fillet_mm, -math.pi / 2, self.draft_rad - math.pi)
            rim = [foot, *inner[1:-1], self.side]
        return [(0.0, 0.0), *rim, (self.tip_mm, self.height_mm), (0.0, self.height_mm)]


def profile(diameter_mm: float, part: Part) -> Profile:
    """Return the half section of a dot of a part."""
    return Profile(
        diameter_mm / 2, part.dot_height_mm, math.radians(part.draft_deg), part.fillet_mm
    )
