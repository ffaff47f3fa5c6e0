r"""The plate of a mould that the face comes out of, as a solid, larger by the shrink.

Seen in the part's own axes, scaled: the parting plane is the back of the back-plane, the tips of
the dots are the deepest places of the cavity. The handle is fixed later and has no room in it.
Insulating bumps are moulded first and laid into the cavity, so it has theirs as well::

        ________________________      z = tips + WALL_MM
       |      __    __    __    |
       |   __/  \__/  \__/  \__ |
       |__|                    ||     z = parting plane, open
          ---- rubber goes in ---
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from manifold3d import Manifold, OpType

from fabrication.solid.body import INSULATING, face_side, solid

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# Steel around the cavity and above the tips, mm: room for dowels.
WALL_MM = 12.0


def scale(part: Part) -> float:
    """Return how much larger than the part its cavity is.

    Shrink is counted in percent of the cavity: what is left of it, cold, is the part.

    Raises
    ------
    ValueError
        The part names no shrink.
    """
    if part.shrink_percent is None:
        raise ValueError(
            "shrink_percent: expected the shrink of the compound for a mould cavity, got None"
        )
    return 1 / (1 - part.shrink_percent / 100)


def cavity(rubber: RubberFace, part: Part) -> Manifold:
    """Model the plate with the cavity of the face.

    Raises
    ------
    ValueError
        The part names no shrink, or its outline does not hold the dots.
    """
    larger = scale(part)
    bodies = [face_side(rubber, part), solid(rubber, part, INSULATING)]
    hollow = Manifold.batch_boolean(bodies, OpType.Add).scale((larger, larger, larger))
    across = part.size_mm(rubber) * larger + 2 * WALL_MM
    bottom = -(part.base_mm + part.plane_mm) * larger
    block = Manifold.cube((across, across, part.dot_height_mm * larger + WALL_MM - bottom))
    return block.translate((-across / 2, -across / 2, bottom)) - hollow
