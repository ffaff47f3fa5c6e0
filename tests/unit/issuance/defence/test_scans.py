"""Frames of a kiosk: replays are found however they were altered, honest presses are not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import stampcodec as sc
from emulator import Conditions, presses
from issuance.defence.scans import (
    AT_A_TIME,
    MOST_KEPT,
    MOST_LOOKED_AT,
    Scans,
    scans_of,
    scans_replay,
)

PANEL, FAMILY = sc.panel("nexus5"), sc.family("lattice8h14")
PITCH = PANEL.pitch_mm
N = 12


@cache
def reader() -> sc.FrameReader:
    return sc.FrameReader(FAMILY, PANEL)


def pressed(n: int, seed: int, poses: NDArray[np.float64] | None = None) -> NDArray[np.int16]:
    rng = np.random.default_rng(seed)
    still = Conditions(moulding=None)
    return presses(FAMILY.encode(77), PANEL, n, rng, still, poses=poses).frames


def seen(*frames: NDArray[np.int16]) -> Scans:
    poses = []
    for frame in frames:
        pose = reader().read(np.ascontiguousarray(frame)).pose
        assert pose is not None
        poses.append((pose.x_mm, pose.y_mm, pose.angle_deg))
    return scans_of(np.stack(frames), np.array(poses), PITCH)


def is_found(frame: NDArray[np.int16], original: NDArray[np.int16]) -> bool:
    again, kept = seen(frame), seen(original)
    return kept.key in again.similar_keys and scans_replay(again, [kept.stored])


def changed(frame: NDArray[np.int16], n: int, by: int) -> NDArray[np.int16]:
    rng = np.random.default_rng(n)
    altered = frame.copy()
    altered.flat[rng.choice(frame.size, n, replace=False)] += rng.choice([-by, by], n)
    return altered


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(lambda frame: frame, id="as it was"),
        pytest.param(lambda frame: changed(frame, 1, 1), id="one count"),
        pytest.param(lambda frame: changed(frame, 10, 3), id="ten counts"),
        pytest.param(lambda frame: changed(frame, 10, 150), id="ten counts by much"),
        pytest.param(lambda frame: np.roll(frame, (1, -1), (0, 1)), id="moved"),
        pytest.param(lambda frame: np.rot90(frame, 2), id="turned"),
        pytest.param(lambda frame: np.round(0.8 * frame).astype(np.int16), id="scaled"),
    ],
)
def test_a_replay_is_found_however_it_was_altered(alter: object) -> None:
    assert callable(alter)
    assert all(is_found(alter(frame), frame) for frame in pressed(N, 1))


def test_presses_at_exactly_one_pose_are_no_replays_of_each_other() -> None:
    frames = pressed(N, 2, np.tile([31.0, 55.0, 2.0], (N, 1)))
    for k, frame in enumerate(frames):
        earlier = [seen(other).stored for other in frames[:k]]
        assert not scans_replay(seen(frame), earlier)


def test_one_replayed_scan_among_honest_ones_is_found() -> None:
    first, second = pressed(4, 3), pressed(4, 4)
    kept = seen(*first).stored
    assert scans_replay(seen(*second[:3], changed(first[2], 1, 1)), [kept])
    assert not scans_replay(seen(*second), [kept])


def test_a_replay_is_found_behind_many_other_presses() -> None:
    frames = pressed(N, 5)
    others = [seen(frame).stored for frame in frames[1:]] * AT_A_TIME
    assert scans_replay(seen(changed(frames[0], 1, 1)), [*others, seen(frames[0]).stored])
    assert not scans_replay(seen(frames[0]), others)


def test_what_is_kept_and_compared_of_a_stream_is_bounded() -> None:
    (frame,) = pressed(1, 6)
    stream = seen(frame)._asdict()
    scans = scans_of(np.stack([frame] * 500), np.tile([[31.0, 55.0, 2.0]], (500, 1)), PITCH)
    assert len(scans.windows) == MOST_KEPT
    assert len(scans.looks) == 9 * MOST_LOOKED_AT
    side = stream["windows"].shape[1]
    assert len(scans.stored) == 1 + 2 * side * side * MOST_KEPT


@pytest.mark.parametrize("place", [(0.0, 0.0), (61.0, 110.0), (-3.0, 200.0), (30.0, 0.1)])
def test_a_stamp_at_the_edge_or_beyond_it_has_a_window_as_well(place: tuple[float, float]) -> None:
    (frame,) = pressed(1, 7)
    scans = scans_of(frame[None], np.array([[*place, 359.9]]), PITCH)
    assert scans.windows.shape[1] == scans.windows.shape[2]


def test_nothing_is_a_replay_of_nothing() -> None:
    (frame,) = pressed(1, 8)
    assert not scans_replay(seen(frame), [])
    flat = np.zeros((1, PANEL.rows, PANEL.columns), np.int16)
    assert not scans_replay(seen(frame), [scans_of(flat, np.array([[30.0, 50, 0]]), PITCH).stored])


def test_scans_of_a_panel_with_another_pitch_are_not_compared() -> None:
    (frame,) = pressed(1, 9)
    pose = np.array([[30.0, 50.0, 1.0]])
    other = scans_of(frame[None], pose, 2 * PITCH)
    assert not scans_replay(seen(frame), [other.stored])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(10.0, 11.4, True), (359.9, 0.3, True), (89.9, 90.4, True), (10.0, 30.0, False)],
)
def test_keys_are_alike_where_angles_are_to_a_quarter(
    one: float, other: float, *, alike: bool
) -> None:
    (frame,) = pressed(1, 10)
    first, second = (
        scans_of(frame[None], np.array([[30.0, 50.0, angle]]), PITCH) for angle in (one, other)
    )
    assert (first.key in second.similar_keys) == alike
