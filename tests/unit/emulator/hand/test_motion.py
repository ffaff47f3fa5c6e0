from __future__ import annotations

import numpy as np
import pytest

from emulator.hand.gesture import Gesture
from emulator.hand.motion import draw_motion, draw_path, swipe_between
from emulator.hand.placement import half_extent_mm
from stampcodec import Panel


def test_a_press_comes_down_holds_and_lifts(nexus5: Panel) -> None:
    for seed in range(20):
        motion = draw_motion(Gesture(), 42.0, nexus5, 1.0, np.random.default_rng(seed))
        before, held, after = (
            motion.time_ms < 0,
            (motion.time_ms > 150) & (motion.time_ms < 500),
            motion.time_ms > 531,
        )
        assert (motion.base_mm[before] > 0).all()
        assert (motion.base_mm[held] + motion.rise_mm[held]).max() < 1e-3
        assert (motion.base_mm[after] > 0).all()


def test_the_first_and_the_last_dot_land_20_to_30_ms_apart(nexus5: Panel) -> None:
    for seed in range(20):
        gesture = Gesture(bounce_mm=0.0)
        motion = draw_motion(gesture, 42.0, nexus5, 0.1, np.random.default_rng(seed))
        landing = (motion.base_mm <= 0) & (motion.base_mm + motion.rise_mm > 1e-9)
        early = landing & (motion.time_ms < 100)
        assert 19.5 <= np.ptp(motion.time_ms[early]) <= 30.5


def test_rubber_bounces_once_it_has_landed(nexus5: Panel) -> None:
    motion = draw_motion(Gesture(), 42.0, nexus5, 0.5, np.random.default_rng(3))
    settling = (motion.time_ms > 30.5) & (motion.time_ms < 100)
    off = (motion.base_mm + motion.rise_mm)[settling]
    assert 0.02 < off.max() < 0.1


def test_a_press_twists_and_slips_only_while_it_is_held(nexus5: Panel) -> None:
    motion = draw_motion(Gesture(), 30.0, nexus5, 5.0, np.random.default_rng(5))
    early, late = motion.time_ms <= 0, motion.time_ms >= 500
    assert np.ptp(motion.poses[early], axis=0).max() == 0
    assert np.ptp(motion.poses[late], axis=0).max() == 0
    assert (motion.poses[early][0] != motion.poses[late][0]).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_swipe_crosses_the_long_side_from_outside_to_outside(seed: int, nexus5: Panel) -> None:
    gesture = Gesture("swipe", twist_deg=0.0)
    motion = draw_motion(gesture, 30.0, nexus5, 2.0, np.random.default_rng(seed))
    y = motion.poses[:, 1]
    half = half_extent_mm(30.0, motion.poses[0, 2])
    speed = abs(np.diff(y)) / 2e-3
    assert np.ptp(speed) < 1e-6
    assert 80 <= speed[0] <= 200
    assert min(y[0], y[-1]) < -half + 0.5
    assert max(y[0], y[-1]) > nexus5.height_mm + half - 0.5


def test_a_released_stamp_has_no_hand_to_ground_it(nexus5: Panel) -> None:
    gesture = Gesture(release_ms=200.0)
    motion = draw_motion(gesture, 42.0, nexus5, 5.0, np.random.default_rng(1))
    assert not motion.held[motion.time_ms >= 200].any()
    assert (motion.held[motion.time_ms < 200] >= 0.5).all()
    assert np.diff(motion.held[motion.time_ms < 200]).min() >= 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "wave"}, "gesture: 'wave', expected one of press, swipe"),
        ({"hold_ms": 0.0}, "hold_ms"),
        ({"hold_ms": float("nan")}, "hold_ms"),
        ({"release_ms": -1.0}, "release_ms"),
        ({"adapt_rate": 2.0}, "adapt_rate"),
    ],
)
def test_gestures_that_no_hand_makes_are_refused(change: dict[str, float], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Gesture(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["press", "swipe"])
def test_a_motion_is_its_path_looked_at_every_frame(kind: str, nexus5: Panel) -> None:
    gesture = Gesture(kind)
    motion = draw_motion(gesture, 40.5, nexus5, 8.0, np.random.default_rng(4))
    path = draw_path(gesture, 40.5, nexus5, 8.0, np.random.default_rng(4))
    for i in (0, len(motion.time_ms) // 2, len(motion.time_ms) - 1):
        alone = path.at(motion.time_ms[i : i + 1])
        np.testing.assert_array_equal(alone.poses[0], motion.poses[i])
        assert alone.base_mm[0] == motion.base_mm[i]
        assert alone.rise_mm[0] == motion.rise_mm[i]
        assert alone.held[0] == motion.held[i]


def test_a_path_begins_where_it_is_told(nexus5: Panel) -> None:
    start = np.array([30.0, 50.0, 12.0])
    path = draw_path(Gesture(), 40.5, nexus5, 8.0, np.random.default_rng(4), start)
    np.testing.assert_array_equal(path.at(np.array([path.begin_ms])).poses[0], start)


def test_a_swipe_between_two_places_goes_straight_at_its_speed() -> None:
    first, last = np.array([-20.0, 10.0, 5.0]), np.array([80.0, 10.0, 5.0])
    path = swipe_between(first, last, 500.0, Gesture("swipe"), 10.0, np.random.default_rng(1))
    assert path.end_ms == pytest.approx(200.0)
    poses = path.at(np.array([0.0, 100.0, 200.0])).poses
    np.testing.assert_allclose(poses, [[-20, 10, 5], [30, 10, 5], [80, 10, 5]])
