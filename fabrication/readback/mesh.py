"""Dots out of a solid: the flat tips, which stand highest of all faces of the conductive body."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback.problem import ReadbackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Tips lie in one plane but for the rounding of float32 at some ten millimetres.
PLANE_MM = 1e-3
# Corners nearer than this are one; a micrometre is finer than any tessellation.
CORNER_MM = 1e-3


def tips(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return centre and diameter of the tips of a solid whose dots point to +z, float64 (n, 3).

    Parameters
    ----------
    triangles : float64 (m, 3, 3)
        Corners of each triangle, counter-clockwise seen from outside.

    Raises
    ------
    ReadbackError
        There is no solid, or its highest faces do not look up.
    """
    if not len(triangles) or not np.isfinite(triangles).all():
        raise ReadbackError("expected a solid, found no triangle")
    highest = triangles[..., 2].max()
    flat = triangles[(triangles[..., 2] > highest - PLANE_MM).all(axis=1)][..., :2]
    if not len(flat):
        raise ReadbackError("expected flat tips")
    a, b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]
    area = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    if (area < -(CORNER_MM**2)).any():
        raise ReadbackError("expected tips that look up: a solid that is mirrored is inside out")
    found = []
    for members in _joined(flat):
        weight = area[members]
        # The moments of a polygon with many corners; the diameter is that of the same area.
        centre = (flat[members].mean(axis=1) * weight[:, None]).sum(axis=0) / weight.sum()
        found.append((*centre.tolist(), 2 * float(np.sqrt(weight.sum() / np.pi))))
    return np.array(found)


def _joined(flat: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """Sort triangles (m, 3, 2) into the patches that hang together by their corners."""
    keys = np.round(flat.reshape(-1, 2) / CORNER_MM).astype(np.int64)
    _, corner = np.unique(keys, axis=0, return_inverse=True)
    corners = corner.reshape(-1, 3)
    # Every corner takes the smallest name among its triangles' corners until none changes.
    name = np.arange(corners.max() + 1)
    while True:
        least = name[corners].min(axis=1)
        spread = name.copy()
        np.minimum.at(spread, corners.ravel(), np.repeat(least, 3))
        if (spread == name).all():
            break
        name = spread
    patch = name[corners[:, 0]]
    return [np.flatnonzero(patch == which) for which in np.unique(patch)]
