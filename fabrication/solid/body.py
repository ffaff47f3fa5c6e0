r"""The two bodies of a part: one of conductive rubber, one of insulating bumps.

Rubber view, z out of the rubber, z = 0 at the top of the base::

    z = dot_height_mm   __    __    ..    __      tips; .. a bump of the insulating body
    z = 0            __/  \__/  \__/  \__/  \__   base, grooves between the feet
                    |__________________________|  compliant base
                    |__________________________|  back-plane
                             |        |           handle, below the middle of the face
                             |________|

Back-plane and handle conduct, so that all dots and the hand are one electrode. Base and dots are
of the same compound: what is moulded at once needs no joint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from manifold3d import CrossSection, Manifold, OpType

from fabrication.solid.facets import equal_area, sides
from fabrication.solid.plan import circle, outline
from fabrication.solid.profile import profile
from fabrication.vents import vents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace
    from fabrication.part import Part

CONDUCTIVE, INSULATING = BODIES = ("conductive", "insulating")


def solid(rubber: RubberFace, part: Part, body: str) -> Manifold:
    """Model one body of a part.

    Parameters
    ----------
    body : str
        ``"conductive"``; ``"insulating"`` for the bumps of the camouflage, which is empty when
        there are none.

    Raises
    ------
    ValueError
        `body` is neither, or the outline of `part` does not hold the dots.
    """
    if body == CONDUCTIVE:
        return Manifold.batch_boolean([face_side(rubber, part), _handle(part)], OpType.Add)
    if body == INSULATING:
        return _camouflage(rubber, part)
    raise ValueError(f"body: expected one of {', '.join(BODIES)}, got {body!r}")


def face_side(rubber: RubberFace, part: Part) -> Manifold:
    """Model the conductive body without its handle: what comes out of one mould."""
    thickness = part.base_mm + part.plane_mm
    size = part.size_mm(rubber)
    slab = CrossSection([outline(rubber, part)]).extrude(thickness).translate((0, 0, -thickness))
    grooves = [
        Manifold.cube(
            (
                2 * size if vent.axis == "x" else vent.width_mm,
                2 * size if vent.axis == "y" else vent.width_mm,
                2 * part.vent_depth_mm,
            ),
            center=True,
        ).translate((0, vent.at_mm, 0) if vent.axis == "x" else (vent.at_mm, 0, 0))
        for vent in vents(rubber, part)
    ]
    grooved = Manifold.batch_boolean([slab, *grooves], OpType.Subtract)
    return Manifold.batch_boolean([grooved, *_bumps(rubber.dots, part)], OpType.Add)


def _camouflage(rubber: RubberFace, part: Part) -> Manifold:
    """Model the bumps on the empty sites; where feet meet, the conductive one has the room."""
    if not part.camouflage or not len(rubber.empty):
        return Manifold()
    bumps = Manifold.batch_boolean(_bumps(rubber.empty, part), OpType.Add)
    return Manifold.batch_boolean([bumps, *_bumps(rubber.dots, part)], OpType.Subtract)


def _bumps(places: NDArray[np.float64], part: Part) -> list[Manifold]:
    """Model a dot at each place, from the base up."""
    shapes = {diameter: _bump(diameter, part) for diameter in sorted(set(places[:, 2].tolist()))}
    return [shapes[diameter].translate((x, y, 0)) for x, y, diameter in places.tolist()]


def _bump(diameter_mm: float, part: Part) -> Manifold:
    half_section = profile(diameter_mm, part)
    n = sides(half_section.centre_mm)
    out = equal_area(n)
    section = CrossSection([[(r * out, z) for r, z in half_section.polygon()]])
    return section.revolve(n)


def _handle(part: Part) -> Manifold:
    """Model the handle, its end inside the back-plane, so that rounding cannot part them."""
    bottom = -(part.base_mm + part.plane_mm + part.handle_height_mm)
    round_section = CrossSection([circle(part.handle_diameter_mm / 2)])
    length = part.handle_height_mm + part.plane_mm / 2
    return round_section.extrude(length).translate((0, 0, bottom))
