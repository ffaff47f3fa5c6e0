"""Placement: where on the screen a face is set down, and its dots with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from stampcodec import Panel

# A finger beside the face keeps this far from its outline, mm.
CLEARANCE_MM = 1.0
# Draws before a panel counts as full: a free hundredth of the screen is found but for 2e-9.
TRIES = 2000


def half_extent_mm(outline_mm: npt.ArrayLike, angle_deg: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Compute half the width (and height) that a turned square outline takes up, mm."""
    angle = np.deg2rad(np.asarray(angle_deg, dtype=np.float64))
    result: npt.NDArray[np.float64] = np.asarray(outline_mm) * (
        0.5 * np.abs(np.cos(angle)) + 0.5 * np.abs(np.sin(angle))
    )
    return result


def draw_poses(
    outline_mm: npt.NDArray[np.float64], panel: Panel, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Draw poses with the whole outline on the screen.

    The angle is uniform over all angles at which the face fits, the position uniform over what
    that angle leaves.

    Parameters
    ----------
    outline_mm : ndarray, shape (n,)
        Side of each square face.
    panel : Panel
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, 3)
        x_mm, y_mm, angle_deg in the panel view.

    Raises
    ------
    ValueError
        If a face fits the panel at no angle.
    """
    room_mm = min(panel.width_mm, panel.height_mm)
    if len(outline_mm) and outline_mm.max() > room_mm:
        raise ValueError(
            f"panel {panel.name!r}: {room_mm:g} mm wide, the face is {outline_mm.max():g} mm"
        )
    n = len(outline_mm)
    angle = np.empty(n)
    todo = np.arange(n)
    while len(todo):
        # The upright face fits, so a try succeeds about as often as the face leaves room to turn.
        angle[todo] = rng.random(len(todo)) * 360.0
        todo = todo[2 * half_extent_mm(outline_mm[todo], angle[todo]) > room_mm]
    half = half_extent_mm(outline_mm, angle)
    x = half + rng.random(n) * (panel.width_mm - 2 * half)
    y = half + rng.random(n) * (panel.height_mm - 2 * half)
    return np.column_stack([x, y, angle])


def placed(
    uv_mm: npt.NDArray[np.float32], poses: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Carry points of the face to the panel: turn clockwise by the angle, then shift.

    ``x = x_mm + u cos a - v sin a``, ``y = y_mm + u sin a + v cos a``, y down.

    Parameters
    ----------
    uv_mm : ndarray, shape (n, n_points, 2)
    poses : ndarray, shape (n, 3)
        x_mm, y_mm, angle_deg.

    Returns
    -------
    ndarray, shape (n, n_points, 2), float32
    """
    angle = np.deg2rad(poses[:, 2, None])
    cos, sin = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    shift = poses.astype(np.float32)
    u, v = uv_mm[..., 0], uv_mm[..., 1]
    result = np.empty_like(uv_mm)
    result[..., 0] = u * cos - v * sin + shift[:, 0, None]
    result[..., 1] = u * sin + v * cos + shift[:, 1, None]
    return result


def draw_beside(
    outline_mm: npt.NDArray[np.float64],
    poses: npt.NDArray[np.float64],
    radius_mm: npt.NDArray[np.float64],
    panel: Panel,
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Draw round contacts on the screen that stay off the faces.

    Parameters
    ----------
    outline_mm : ndarray, shape (n,)
        Side of each square face.
    poses : ndarray, shape (n, 3)
    radius_mm : ndarray, shape (n,)
        Of each contact; its rim keeps at least `CLEARANCE_MM` from the outline.
    panel : Panel
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, 2)
        Centres, uniform over the screen outside the face.

    Raises
    ------
    ValueError
        If some face leaves no room.
    """
    n = len(poses)
    result = np.empty((n, 2))
    todo = np.arange(n)
    for _ in range(TRIES):
        if not len(todo):
            return result
        result[todo] = rng.random((len(todo), 2)) * (panel.width_mm, panel.height_mm)
        shift = result[todo] - poses[todo, :2]
        angle = np.deg2rad(poses[todo, 2])
        u = shift[:, 0] * np.cos(angle) + shift[:, 1] * np.sin(angle)
        v = -shift[:, 0] * np.sin(angle) + shift[:, 1] * np.cos(angle)
        half = outline_mm[todo] / 2
        gap = np.hypot(np.maximum(np.abs(u) - half, 0), np.maximum(np.abs(v) - half, 0))
        todo = todo[gap < radius_mm[todo] + CLEARANCE_MM]
    raise ValueError(f"panel {panel.name!r}: the face leaves no room for a finger beside it")
