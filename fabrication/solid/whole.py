r"""A two-ended stamp as one solid, and its handle alone.

Axes of the plain face, z out of its rubber, z = 0 at the top of its base::

    z = 0            __/\__/\__        dots and base of the plain end
    z = -t          |__________|       back of its back-plane
                        |  |
                         ||            notch
                        |  |
    z = -(t + h)    |~~~~~~~~~~|       back of the back-plane of the notched end
    z = -(2 t + h)    \/  \/  \/       its dots point down: turned half around x
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from manifold3d import CrossSection, Manifold, OpType

from fabrication.notch import DEPTH_MM, OFF_MM, WIDTH_MM
from fabrication.solid.body import face_side
from fabrication.solid.plan import circle

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part


def whole(plain: RubberFace, notched: RubberFace, part: Part) -> Manifold:
    """Model both faces with the handle between them.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots of a face.
    """
    thick = part.base_mm + part.plane_mm
    across = 2 * thick + part.handle_height_mm
    other = face_side(notched, part).rotate((180, 0, 0)).translate((0, 0, -across))
    # Its ends lie inside the back-planes, so that rounding cannot part them.
    inside = part.plane_mm / 2
    between = _handle(part, inside).translate((0, 0, thick - across))
    return Manifold.batch_boolean([face_side(plain, part), between, other], OpType.Add)


def handle(part: Part) -> Manifold:
    """Model the handle, z = 0 at its notched end."""
    return _handle(part, 0.0)


def _handle(part: Part, beyond_mm: float) -> Manifold:
    """Model the handle, longer at each end by `beyond_mm`."""
    radius = part.handle_diameter_mm / 2
    length = part.handle_height_mm + 2 * beyond_mm
    rod = CrossSection([circle(radius)]).extrude(length).translate((0, 0, -beyond_mm))
    around = CrossSection([circle(radius + DEPTH_MM)]) - CrossSection([circle(radius - DEPTH_MM)])
    groove = around.extrude(WIDTH_MM).translate((0, 0, OFF_MM))
    return Manifold.batch_boolean([rod, groove], OpType.Subtract)
