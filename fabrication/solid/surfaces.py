"""The surfaces of a part by name: each is modelled once, however many formats write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.solid import mould
from fabrication.solid.body import CONDUCTIVE, INSULATING, face_side, solid
from fabrication.solid.mesh import mesh

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from fabrication.solid.mesh import Mesh

MOULD = "mould"


def surfaces(rubber: RubberFace, part: Part, *, with_handle: bool = True) -> dict[str, Mesh]:
    """Model the bodies of a part that have anything in them, and its mould if a shrink is given.

    Parameters
    ----------
    with_handle : bool
        False: the face alone, for a handle that has another one at its other end.

    Returns
    -------
    dict
        ``"conductive"``, ``"insulating"`` and ``"mould"``, in this order.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots.
    """
    conductive = solid(rubber, part, CONDUCTIVE) if with_handle else face_side(rubber, part)
    found = {CONDUCTIVE: mesh(conductive)}
    if part.camouflage and len(rubber.empty):
        found[INSULATING] = mesh(solid(rubber, part, INSULATING))
    if part.shrink_percent is not None:
        found[MOULD] = mesh(mould.cavity(rubber, part))
    return found
