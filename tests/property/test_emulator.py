"""What holds of every press, whatever is wrong with it."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import Conditions, Gesture, presses, record
from emulator.testing import QUIET, conditions, gestures
from stampcodec import family, panel
from stampcodec.face import StampFace

NEXUS5 = panel("nexus5")
FACES = [family("lattice7").encode(4711), family("lattice8").encode(815)]


@settings(max_examples=60)
@given(conditions(most=8, wild=True), st.sampled_from(FACES), st.integers(0, 2**32))
def test_any_conditions_give_frames_and_the_same_seed_the_same(
    held: Conditions, face: StampFace, seed: int
) -> None:
    one, other = (
        presses(face, NEXUS5, 3, np.random.default_rng(seed), held).frames for _ in range(2)
    )
    assert one.shape == (3, 27, 15)
    assert one.dtype == np.int16
    np.testing.assert_array_equal(one, other)


@settings(max_examples=40)
@given(conditions(most=8, wild=True), st.sampled_from(FACES), gestures())
def test_any_gesture_gives_a_take_with_a_truth_for_each_frame(
    held: Conditions, face: StampFace, gesture: Gesture
) -> None:
    take = record(face, NEXUS5, np.random.default_rng(1), gesture, held)
    n = len(take.frames)
    assert take.frames.dtype == np.int16
    assert len(take.motion.time_ms) == len(take.cg_pf) == len(take.landed) == n
    assert take.motion.poses.shape == (n, 3)
    assert ((take.motion.poses[:, 2] >= 0) & (take.motion.poses[:, 2] < 360)).all()


@given(
    st.sampled_from(FACES),
    st.floats(30.5, 35.0),
    st.floats(31, 79),
    st.floats(0, 360, exclude_max=True),
)
def test_a_press_one_pitch_to_the_right_is_the_frame_one_column_to_the_right(
    face: StampFace, x_mm: float, y_mm: float, angle_deg: float
) -> None:
    """As long as nothing of the blobs leaves the panel: a face of 30 mm leaves room for that."""
    small = dataclasses.replace(face, outline_mm=30.0, dots=face.dots * (0.6, 0.6, 1.0))
    held = dataclasses.replace(QUIET, cg_pf=20.0)
    poses = np.array([[x_mm, y_mm, angle_deg], [x_mm - 4.1, y_mm, angle_deg]])
    right, left = presses(small, NEXUS5, 2, np.random.default_rng(1), held, poses=poses).frames
    np.testing.assert_allclose(right[:, 1:], left[:, :-1], atol=1)


@given(st.sampled_from(FACES), st.floats(0, 90), st.floats(0, 360), st.floats(0.1, 100))
def test_more_ground_never_makes_any_node_weaker(
    face: StampFace, cg_pf: float, angle_deg: float, more_pf: float
) -> None:
    """Off the lines' crosstalk, which `maxtouch` and `surface` are emulated without."""
    screen = panel("surface")
    large = family(face.family).fit(screen).encode(face.merchant_id)
    poses = np.array([[140.0, 90.0, angle_deg]])
    weak, strong = (
        presses(
            large,
            screen,
            1,
            np.random.default_rng(1),
            dataclasses.replace(QUIET, cg_pf=ground),
            poses=poses,
        ).frames[0]
        for ground in (cg_pf, cg_pf + more_pf)
    )
    assert (strong >= weak).all()
