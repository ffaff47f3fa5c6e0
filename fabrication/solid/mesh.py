"""A solid as triangles in an order that depends on nothing but its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from manifold3d import Manifold
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Mesh:
    """A closed surface.

    Attributes
    ----------
    vertices : float32 (n, 3)
        In mm, sorted.
    triangles : uint32 (m, 3)
        Vertices of each, counter-clockwise from outside, the lowest first; sorted.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.uint32]


def mesh(solid: Manifold) -> Mesh:
    """Return the triangles of a solid; none when it is empty."""
    raw = solid.to_mesh()
    # + 0.0 makes -0.0 plain 0.0: one byte pattern for one place.
    vertices, place = np.unique(
        np.asarray(raw.vert_properties[:, :3], dtype=np.float32) + np.float32(0.0),
        axis=0,
        return_inverse=True,
    )
    triangles = place.reshape(-1)[np.asarray(raw.tri_verts, dtype=np.int64).reshape(-1, 3)]
    first = triangles.argmin(axis=1)[:, None]
    triangles = np.take_along_axis(triangles, (first + np.arange(3)) % 3, axis=1)
    flat = (triangles == np.roll(triangles, 1, axis=1)).any(axis=1)
    triangles = triangles[~flat]
    order = np.lexsort(triangles.T[::-1])
    return Mesh(vertices, np.asarray(triangles[order], dtype=np.uint32))
