"""Solids as binary STL: triangles without a unit, so the header says millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fabrication.solid import mould
from fabrication.solid.body import BODIES, CONDUCTIVE, INSULATING, solid
from fabrication.solid.mesh import mesh

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from fabrication.solid.mesh import Mesh

MOULD = "mould"
HEADER_BYTES = 80
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def bodies(rubber: RubberFace, part: Part) -> tuple[str, ...]:
    """Name the solids of a part that have anything in them, the mould if a shrink is given."""
    insulating = (INSULATING,) if part.camouflage and len(rubber.empty) else ()
    cavity = (MOULD,) if part.shrink_percent is not None else ()
    return (CONDUCTIVE, *insulating, *cavity)


def render(rubber: RubberFace, part: Part, *, body: str = CONDUCTIVE) -> bytes:
    """Write one solid of a part.

    Parameters
    ----------
    body : str
        ``"conductive"``, ``"insulating"`` or ``"mould"``, one of `bodies`.

    Raises
    ------
    ValueError
        `body` is none of them or has nothing in it, or the outline does not hold the dots.
    """
    if body not in bodies(rubber, part):
        reason = "nothing in it" if body in {*BODIES, MOULD} else "no such body"
        raise ValueError(
            f"body: expected one of {', '.join(bodies(rubber, part))}; {body!r}: {reason}"
        )
    shape = mould.cavity(rubber, part) if body == MOULD else solid(rubber, part, body)
    return encode(mesh(shape), f"{rubber.label} {body}, rubber view, unit mm")


def encode(surface: Mesh, title: str) -> bytes:
    """Write triangles with their normals."""
    corners = surface.vertices[surface.triangles]
    sides = np.diff(corners.astype(np.float64), axis=1)
    normals = np.cross(sides[:, 0], sides[:, 1])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    records = np.zeros(len(corners), TRIANGLE)
    records["corners"] = corners
    # A sliver that rounding has flattened keeps the normal (0, 0, 0): readers work it out.
    records["normal"] = (
        np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0) + 0.0
    )
    header = title.encode("ascii")[:HEADER_BYTES].ljust(HEADER_BYTES, b" ")
    return header + len(records).to_bytes(4, "little") + records.tobytes()
