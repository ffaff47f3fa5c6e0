"""Solids as binary STL: triangles without a unit, so the header says millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.solid.mesh import Mesh

HEADER_BYTES = 80
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def render(rubber: RubberFace, name: str, surface: Mesh) -> bytes:
    """Write one solid of a part, named as `fabrication.solid.surfaces` does."""
    return encode(surface, f"{rubber.label} {name}, rubber view, unit mm")


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
