from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from emulator import Conditions
from emulator.hand.gesture import Gesture
from emulator.take import MOST_FRAMES, Take, record, truth
from stampcodec import Panel, family
from stampcodec.face import StampFace

CLEAN = Conditions(noise_scale=0.0, impulses=False, moulding=None)
EVERYTHING = Conditions(
    worn_mm=0.05,
    dirty_dots=2,
    bridged_dots=1,
    tilt_mm=0.1,
    missing_dots=1,
    phantom_dots=1,
    fingers=1,
    palms=1,
    water_drops=5,
    charger_counts=10.0,
    display_counts=3.0,
    drift_counts=2.0,
    dead_rows=1,
    dead_columns=1,
    shorted_rows=1,
    shorted_columns=1,
)


def clean(face: StampFace, panel: Panel, **gesture: float) -> Take:
    hand = Gesture(**gesture)  # type: ignore[arg-type]
    return record(face, panel, np.random.default_rng(8), hand, CLEAN, frame_ms=5.0)


def test_the_frame_grows_while_dots_land_and_fades_when_they_lift(
    face: StampFace, nexus5: Panel
) -> None:
    take = clean(face, nexus5)
    time, total = take.motion.time_ms, take.frames.astype(float).sum(axis=(1, 2))
    held = total[(time > 300) & (time < 480)].mean()
    assert total[0] < 0.15 * held
    assert total[-1] < 0.15 * held
    landing = (time > 0) & (time < 20)
    assert (np.diff(total[landing]) > 0).all()
    assert take.landed[time > 300].max() == len(face.dots)
    assert take.landed[0] == take.landed[-1] == 0


def test_a_released_stamp_fades_though_it_lies_still(face: StampFace, nexus5: Panel) -> None:
    take = clean(face, nexus5, release_ms=250.0, slip_mm=0.0, twist_deg=0.0)
    time = take.motion.time_ms
    before = take.frames[(time > 150) & (time < 250)].astype(float).sum(axis=(1, 2))
    after = take.frames[(time > 255) & (time < 450)].astype(float).sum(axis=(1, 2))
    assert np.abs(after).max() < 0.2 * before.min()
    assert not take.cg_pf[time >= 250].any()


def test_an_adapting_baseline_eats_a_weak_press(face: StampFace, nexus5: Panel) -> None:
    weak = dataclasses.replace(CLEAN, amplitude=0.05)
    frames = [
        record(
            face,
            nexus5,
            np.random.default_rng(8),
            Gesture(adapt_rate=rate, hold_ms=1500.0),
            weak,
            frame_ms=10.0,
        ).frames
        for rate in (0.0, 0.05)
    ]
    middle = len(frames[0]) - 20
    assert frames[1][middle].max() < 0.4 * frames[0][middle].max()
    assert frames[1].min() < frames[0].min() - 2


def test_the_same_seed_records_the_same_take(face: StampFace, nexus5: Panel) -> None:
    one, other = (
        record(face, nexus5, np.random.default_rng(4), None, EVERYTHING) for _ in range(2)
    )
    np.testing.assert_array_equal(one.frames, other.frames)
    np.testing.assert_array_equal(one.motion.poses, other.motion.poses)


@pytest.mark.parametrize("kind", ["press", "swipe"])
def test_everything_may_be_wrong_at_once(kind: str, face: StampFace, nexus5: Panel) -> None:
    take = record(face, nexus5, np.random.default_rng(4), Gesture(kind), EVERYTHING)
    assert take.frames.dtype == np.int16
    assert take.frames.shape[1:] == (27, 15)
    assert (take.frames == 0).all(axis=(0, 2)).sum() == 1
    assert (take.frames == 0).all(axis=(0, 1)).sum() == 1


def test_recorded_idle_frames_may_be_the_noise(face: StampFace, nexus5: Panel) -> None:
    idle = np.full((3, 27, 15), 2, np.int16)
    one = record(face, nexus5, np.random.default_rng(4), background=idle)
    assert (one.frames[0] >= 0).all()
    with pytest.raises(TypeError, match="background: float64, expected int16"):
        record(face, nexus5, np.random.default_rng(4), background=idle.astype(float))


@pytest.mark.parametrize("frame_ms", [0.0, float("nan"), 5000.0])
def test_a_frame_rate_that_no_controller_has_is_refused(
    frame_ms: float, face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match="frame_ms"):
        record(face, nexus5, rng, frame_ms=frame_ms)


def test_a_take_that_fills_the_memory_is_refused(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match=f"expected {MOST_FRAMES} or fewer"):
        record(face, nexus5, rng, Gesture(hold_ms=60_000.0), frame_ms=1.0)


def test_the_truth_says_all_that_makes_the_take_again(face: StampFace, nexus5: Panel) -> None:
    hand = Gesture(hold_ms=200.0)
    take = record(face, nexus5, np.random.default_rng(11), hand, EVERYTHING)
    document = truth([take], face, nexus5, hand, EVERYTHING, 11)
    told = json.loads(json.dumps(document))
    assert told == document | {"gesture": told["gesture"]}
    gesture = {key: tuple(v) if isinstance(v, list) else v for key, v in told["gesture"].items()}
    again = record(
        StampFace(
            **{key: told["face"][key] for key in ("family", "pitch_mm", "merchant_id")},
            outline_mm=told["face"]["outline_mm"],
            dots=np.array(told["face"]["dots"]),
            roles=tuple(told["face"]["roles"]),
        ),
        Panel(**told["panel"]),
        np.random.default_rng(told["seed"]),
        Gesture(**gesture),  # type: ignore[arg-type]
        Conditions(**told["conditions"]),
    )
    np.testing.assert_array_equal(again.frames, take.frames)
    for row, frame in enumerate(told["frames"]):
        pose = [frame["x_mm"], frame["y_mm"], frame["angle_deg"]]
        assert pose == pytest.approx(take.motion.poses[row], abs=1e-4)
        assert frame["landed"] == take.landed[row]


def test_a_gesture_that_is_over_before_the_first_frame_is_refused(nexus5: Panel) -> None:
    gesture = Gesture("swipe", speed_mm_s=(5000.0, 5000.0))
    face = family("lattice8").encode(1)
    with pytest.raises(ValueError, match="over before the first frame"):
        record(face, nexus5, np.random.default_rng(1), gesture, frame_ms=1000.0)
