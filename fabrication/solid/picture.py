"""A picture of the part: both bodies as solids in an oblique parallel projection.

Each triangle is spread over the pixels that it covers, the nearest to the eye stays (a z-buffer).
A pixel is inked where its neighbour lies on a surface of another direction or depth: edges as a
drawing office would draw them. Nothing here needs a window or a graphics card.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import matplotlib.image
import numpy as np

from fabrication.solid.body import BODIES, CONDUCTIVE, INSULATING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from fabrication.solid.mesh import Mesh

WIDTH_PX, HEIGHT_PX = 1200, 900
MARGIN_PX = 40
# Drawn so many times larger, then averaged.
SMOOTHING = 2
# The eye stands in front of the lower edge of the face and to its left, well above.
TURN_DEG, TILT_DEG = 28.0, 52.0
LIGHT = np.array([-0.45, 0.35, 0.82]) / math.hypot(0.45, 0.35, 0.82)
PAPER = np.array([1.0, 1.0, 1.0])
INK = np.array([0.08, 0.10, 0.13])
COLOURS = {
    CONDUCTIVE: np.array([0.42, 0.45, 0.50]),
    INSULATING: np.array([0.96, 0.86, 0.66]),
}
# Inked: a kink of more than this, or a step in depth that no slope of a surface makes.
KINK_DEG = 20.0
STEP_MM = 0.35


def render(surfaces: Mapping[str, Mesh]) -> bytes:
    """Draw the bodies of a part as PNG; a mould is left out."""
    view = _view()
    corners, tints = [], []
    for body in BODIES:
        surface = surfaces.get(body)
        if surface is None:
            continue
        turned = surface.vertices.astype(np.float64) @ view.T
        corners.append(turned[surface.triangles])
        tints.append(np.tile(COLOURS[body], (len(surface.triangles), 1)))
    shaded = _shaded(np.concatenate(corners), np.concatenate(tints))
    n = SMOOTHING
    smooth = shaded.reshape(HEIGHT_PX, n, WIDTH_PX, n, 3).mean(axis=(1, 3))
    picture = io.BytesIO()
    matplotlib.image.imsave(
        picture,
        np.round(smooth * 255).astype(np.uint8),
        format="png",
        metadata={"Software": "stampcodec"},
    )
    return picture.getvalue()


def _view() -> NDArray[np.float64]:
    """Return the rows right, up and towards the eye."""
    turn, tilt = math.radians(TURN_DEG), math.radians(90 - TILT_DEG)
    about_z = np.array(
        [[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]]
    )
    about_x = np.array(
        [[1, 0, 0], [0, math.cos(tilt), math.sin(tilt)], [0, -math.sin(tilt), math.cos(tilt)]]
    )
    result: NDArray[np.float64] = about_x @ about_z
    return result


def _shaded(corners: NDArray[np.float64], tints: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the picture, float64 (rows, columns, 3), of triangles (n, 3, 3): right, up, near."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    front = normals[:, 2] > 0
    nearest, depth = _nearest(corners[front])
    normal = np.concatenate([normals[front], np.zeros((1, 3))])[nearest]
    tint = np.concatenate([tints[front], PAPER[None]])[nearest]
    light = 0.35 + 0.65 * np.clip(normal @ LIGHT, 0.0, 1.0)
    empty = nearest < 0
    light[empty] = 1.0
    colour = tint * light[..., None]
    colour[_edges(normal, depth, empty)] = INK
    return colour


def _nearest(
    corners: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return which triangle is nearest at each pixel, -1 for none, and how near it is."""
    rows, columns = HEIGHT_PX * SMOOTHING, WIDTH_PX * SMOOTHING
    low, high = corners[..., :2].min(axis=(0, 1)), corners[..., :2].max(axis=(0, 1))
    margin = 2 * MARGIN_PX * SMOOTHING
    scale = float(min((columns - margin) / (high - low)[0], (rows - margin) / (high - low)[1]))
    middle = (low + high) / 2
    px = (corners[..., 0] - middle[0]) * scale + columns / 2
    py = rows / 2 - (corners[..., 1] - middle[1]) * scale
    near = corners[..., 2]
    nearest = np.full((rows, columns), -1, dtype=np.intp)
    depth = np.full((rows, columns), -np.inf)
    # Pixels have their middles at whole numbers and a half.
    left, right = np.ceil(px.min(1) - 0.5).astype(int), np.ceil(px.max(1) - 0.5).astype(int)
    top, bottom = np.ceil(py.min(1) - 0.5).astype(int), np.ceil(py.max(1) - 0.5).astype(int)
    for k in np.flatnonzero((left < right) & (top < bottom)).tolist():
        x, y, z = px[k], py[k], near[k]
        doubled = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        if doubled == 0:
            continue
        u = np.arange(left[k], right[k]) + 0.5 - x[0]
        v = (np.arange(top[k], bottom[k]) + 0.5 - y[0])[:, None]
        # Barycentric weights of the second and third corner.
        b = (u * (y[2] - y[0]) - v * (x[2] - x[0])) / doubled
        c = (v * (x[1] - x[0]) - u * (y[1] - y[0])) / doubled
        here = z[0] + b * (z[1] - z[0]) + c * (z[2] - z[0])
        box = np.s_[top[k] : bottom[k], left[k] : right[k]]
        seen = (b >= 0) & (c >= 0) & (b + c <= 1) & (here > depth[box])
        depth[box][seen] = here[seen]
        nearest[box][seen] = k
    return nearest, depth


def _edges(
    normal: NDArray[np.float64], depth: NDArray[np.float64], empty: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the pixels whose right or lower neighbour lies on something else."""
    far = np.where(empty, -1e3, depth)
    inked = np.zeros(empty.shape, dtype=bool)
    for axis in (0, 1):
        here = [slice(None), slice(None)]
        there = [slice(None), slice(None)]
        here[axis], there[axis] = slice(None, -1), slice(1, None)
        a, b = tuple(here), tuple(there)
        kinked = (normal[a] * normal[b]).sum(axis=2) < math.cos(math.radians(KINK_DEG))
        # Along a surface that the eye looks at flat, depth runs away without a step.
        flat = np.minimum(normal[a][..., 2], normal[b][..., 2])
        stepped = (np.abs(far[a] - far[b]) > STEP_MM) & (flat > 0.2)
        different = (kinked | stepped) & ~(empty[a] & empty[b])
        inked[a] |= different
        inked[b] |= different
    return inked
