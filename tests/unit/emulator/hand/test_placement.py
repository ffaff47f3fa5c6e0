from __future__ import annotations

import numpy as np
import pytest

from emulator.hand.placement import CLEARANCE_MM, draw_beside, draw_poses, half_extent_mm, placed
from stampcodec import Panel

CORNERS = np.array([[-21, -21], [21, -21], [21, 21], [-21, 21]], np.float32)


def test_a_face_is_turned_clockwise_in_the_panel_view() -> None:
    """x to the right and y down: a quarter turn takes the point at the right to the bottom."""
    right = np.array([[[10.0, 0.0]]], np.float32)
    np.testing.assert_allclose(placed(right, np.array([[30.0, 50.0, 90.0]]))[0, 0], [30, 60])


def test_every_drawn_pose_has_the_outline_on_the_screen(
    nexus5: Panel, rng: np.random.Generator
) -> None:
    poses = draw_poses(np.full(5000, 42.0), nexus5, rng)
    corners = placed(np.broadcast_to(CORNERS, (5000, 4, 2)), poses)
    assert corners.min() >= -1e-3
    assert corners[..., 0].max() <= nexus5.width_mm + 1e-3
    assert corners[..., 1].max() <= nexus5.height_mm + 1e-3


def test_poses_reach_every_edge_and_every_angle(nexus5: Panel, rng: np.random.Generator) -> None:
    poses = draw_poses(np.full(5000, 42.0), nexus5, rng)
    corners = placed(np.broadcast_to(CORNERS, (5000, 4, 2)), poses)
    assert corners[..., 0].min() < 0.1
    assert corners[..., 1].max() > nexus5.height_mm - 0.5
    assert (np.histogram(poses[:, 2], bins=36, range=(0, 360))[0] > 90).all()


def test_only_angles_at_which_a_large_face_fits_are_drawn(rng: np.random.Generator) -> None:
    narrow = Panel(rows=40, columns=12, pitch_mm=4.0)
    poses = draw_poses(np.full(500, 42.0), narrow, rng)
    assert (2 * half_extent_mm(42.0, poses[:, 2]) <= 48.0).all()


def test_a_face_larger_than_the_panel_is_refused(nexus5: Panel, rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"nexus5.*61\.5 mm wide, the face is 70 mm"):
        draw_poses(np.full(3, 70.0), nexus5, rng)


def test_a_finger_beside_keeps_off_the_face(nexus5: Panel, rng: np.random.Generator) -> None:
    poses = draw_poses(np.full(2000, 42.0), nexus5, rng)
    centres = draw_beside(np.full(2000, 42.0), poses, np.full(2000, 4.7), nexus5, rng)
    angle = np.deg2rad(poses[:, 2])
    shift = centres - poses[:, :2]
    u = shift[:, 0] * np.cos(angle) + shift[:, 1] * np.sin(angle)
    v = shift[:, 1] * np.cos(angle) - shift[:, 0] * np.sin(angle)
    gap = np.hypot(np.maximum(abs(u) - 21, 0), np.maximum(abs(v) - 21, 0))
    assert gap.min() >= 4.7 + CLEARANCE_MM
    assert (centres >= 0).all()
    assert (centres <= (nexus5.width_mm, nexus5.height_mm)).all()


def test_no_room_beside_the_face_is_an_error(rng: np.random.Generator) -> None:
    small = Panel(rows=11, columns=11, pitch_mm=4.0)
    with pytest.raises(ValueError, match="no room"):
        draw_beside(np.array([43.0]), np.array([[22.0, 22.0, 0.0]]), np.array([4.0]), small, rng)
