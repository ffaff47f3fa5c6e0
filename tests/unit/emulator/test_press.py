from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from emulator import NAMES, Conditions, conditions
from emulator.press import presses
from stampcodec import Panel, family, panel
from stampcodec.face import StampFace

QUIET = Conditions(moulding=None, noise_scale=0.0, impulses=False)
POSES = np.array([[30.0, 60.0, 0.0]])


def quiet(
    face: StampFace, panel: Panel, rng: np.random.Generator, **change: float
) -> NDArray[np.float64]:
    held = dataclasses.replace(QUIET, **change)  # type: ignore[arg-type]
    frames = presses(face, panel, 1, rng, held, poses=POSES).frames.astype(np.float64)
    return np.asarray(frames[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_named_row_makes_frames_of_the_panel(
    name: str, face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    frames, poses, which = presses(face, nexus5, 200, rng, conditions(name, face.family))
    assert frames.shape == (200, 27, 15)
    assert frames.dtype == np.int16
    assert poses.shape == (200, 3)
    assert not which.any()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_frames(name: str, face: StampFace, nexus5: Panel) -> None:
    row = conditions(name, face.family)
    one, other = (presses(face, nexus5, 150, np.random.default_rng(7), row) for _ in range(2))
    np.testing.assert_array_equal(one.frames, other.frames)
    np.testing.assert_array_equal(one.poses, other.poses)


def test_each_dot_of_a_quiet_frame_stands_where_the_pose_says(rng: np.random.Generator) -> None:
    face = family("lattice8", pitch_mm=16.4).encode(4711)
    big = Panel(rows=60, columns=60, pitch_mm=4.1, kernel_sigma_mm=2.0)
    centre = np.array([[30.5 * 4.1, 30.5 * 4.1, 0.0]])
    held = dataclasses.replace(QUIET, cg_pf=1e6)
    frame = presses(face, big, 1, rng, held, poses=centre).frames[0]
    column = np.rint(face.dots[:, 0] / 4.1 + 30.0 + 1e-6).astype(int)
    row = np.rint(face.dots[:, 1] / 4.1 + 30.0 + 1e-6).astype(int)
    around = [frame[r - 2 : r + 3, c - 2 : c + 3] for r, c in zip(row, column, strict=True)]
    assert min(patch.max() for patch in around) > 0.8 * frame.max()
    others = frame.astype(float)
    for r, c in zip(row, column, strict=True):
        others[r - 2 : r + 3, c - 2 : c + 3] = 0
    assert others.max() < 0.1 * frame.max()


def test_faces_take_turns(nexus5: Panel, rng: np.random.Generator) -> None:
    many = [family("lattice7").encode(i) for i in (1, 2, 3)]
    poses = np.repeat(POSES, 6, axis=0)
    result = presses(many, nexus5, 6, rng, QUIET, poses=poses)
    np.testing.assert_array_equal(result.which, [0, 1, 2, 0, 1, 2])
    np.testing.assert_array_equal(result.frames[:3], result.frames[3:])
    assert (result.frames[0] != result.frames[1]).any()


def test_a_fifth_of_the_amplitude_is_a_fifth_of_the_frame(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    whole = quiet(face, nexus5, rng)
    np.testing.assert_allclose(quiet(face, nexus5, rng, amplitude=0.2), whole / 5, atol=0.61)


def test_less_ground_lowers_the_frame(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    sums = [quiet(face, nexus5, rng, cg_pf=cg).sum() for cg in (100.0, 5.0, 0.0)]
    assert sums[0] > sums[1] > sums[2]
    assert abs(sums[2]) < 0.15 * sums[0]


def volume_of_a_dot(face: StampFace, panel: Panel, rng: np.random.Generator) -> float:
    return float(quiet(face, panel, rng, cg_pf=1e6).sum() / len(face.dots))


@pytest.mark.parametrize(
    ("change", "dots"),
    [
        ({"missing_dots": 3}, -3),
        ({"missing_anchors": 1}, -1),
        ({"phantom_dots": 2}, 2),
        ({"missing_dots": 1, "phantom_dots": 1}, 0),
    ],
)
def test_contacts_go_and_come_as_the_conditions_say(
    change: dict[str, int], dots: int, face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    before = quiet(face, nexus5, rng, cg_pf=1e6)
    after = quiet(face, nexus5, rng, cg_pf=1e6, **change)
    volume = volume_of_a_dot(face, nexus5, rng)
    assert (after.sum() - before.sum()) / volume == pytest.approx(dots, abs=0.25)
    assert (after != before).any()


def test_a_missing_anchor_leaves_a_corner_empty(nexus5: Panel, rng: np.random.Generator) -> None:
    face = family("lattice7").encode(4711)
    poses = np.repeat(POSES, 400, axis=0)
    held = dataclasses.replace(QUIET, missing_anchors=1)
    frames = presses(face, nexus5, 400, rng, held, poses=poses).frames
    corner = np.array([[30.0 + x, 60.0 + y] for x in (-18, 18) for y in (-18, 18)])
    node = np.floor(corner / 4.1).astype(int)
    empty = (frames[:, node[:, 1], node[:, 0]] < 15).sum(axis=0)
    assert empty.sum() == 400
    assert (empty > 60).all()


def test_flips_empty_full_sites_and_fill_empty_ones(nexus5: Panel) -> None:
    face = family("lattice8").encode(4711)
    seen = set()
    for seed in range(30):
        frame = quiet(face, nexus5, np.random.default_rng(seed), cg_pf=1e6, flipped_sites=4)
        plain = quiet(face, nexus5, np.random.default_rng(seed), cg_pf=1e6)
        volume = volume_of_a_dot(face, nexus5, np.random.default_rng(seed))
        seen.add(round((frame.sum() - plain.sum()) / volume))
    assert seen <= {-4, -2, 0, 2, 4}
    assert len(seen) >= 3


def test_more_missing_dots_than_there_are_is_refused(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match="missing_dots: 60, but a face has only"):
        presses(face, nexus5, 1, rng, Conditions(missing_dots=60))


def test_a_recorded_background_replaces_noise_and_impulses(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    recording = np.zeros((2, 27, 15), np.int16)
    recording[:, 2, 3] = 193
    held = Conditions(moulding=None)
    with_it = presses(face, nexus5, 8, rng, held, background=recording, poses=POSES.repeat(8, 0))
    plain = presses(face, nexus5, 1, rng, QUIET, poses=POSES).frames
    np.testing.assert_array_equal(with_it.frames - plain, recording[:1].repeat(8, axis=0))


def test_a_finger_elsewhere_leaves_the_face_alone(
    face: StampFace, nexus5: Panel, rng: np.random.Generator
) -> None:
    """Turned by nothing, the middle of the face is further than a finger's blob from its edge."""
    poses = np.repeat(POSES, 50, axis=0)
    held = dataclasses.replace(QUIET, fingers=1)
    plain = presses(face, nexus5, 1, rng, QUIET, poses=POSES).frames[0].astype(int)
    change = presses(face, nexus5, 50, rng, held, poses=poses).frames.astype(int) - plain
    assert (change.max(axis=(1, 2)) > 100).mean() > 0.8
    # Crosstalk along the finger's column remains.
    assert np.abs(change[:, 13:17, 5:9]).max() < 15


@pytest.mark.parametrize("name", ["surface", "maxtouch"])
def test_other_panels_show_a_fitted_face_within_their_range(
    name: str, rng: np.random.Generator
) -> None:
    screen = panel(name)
    face = family("lattice8").fit(screen).encode(4711)
    frames = presses(face, screen, 20, rng).frames
    peak = np.median(frames.max(axis=(1, 2)))
    assert 10 * screen.noise_counts < peak <= screen.saturation_counts + 20


def test_wrong_shapes_are_named(face: StampFace, nexus5: Panel, rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"background: shape \(27, 15\)"):
        presses(face, nexus5, 1, rng, background=np.zeros((27, 15), np.int16))
    with pytest.raises(ValueError, match=r"poses: shape \(2, 3\), expected \(1, 3\)"):
        presses(face, nexus5, 1, rng, poses=np.zeros((2, 3)))
    with pytest.raises(ValueError, match="faces: expected at least one"):
        presses([], nexus5, 1, rng)


@pytest.mark.parametrize(
    "change",
    [
        {"missing_dots": -1},
        {"amplitude": float("nan")},
        {"cg_pf": -5.0},
        {"noise_scale": float("inf")},
        {"flipped_sites": 3, "phantom_dots": 1},
    ],
)
def test_conditions_that_no_press_has_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        Conditions(**change)  # type: ignore[arg-type]


def test_an_unknown_row_lists_the_rows() -> None:
    with pytest.raises(ValueError, match="'harsh': expected one of nominal, fifth"):
        conditions("harsh")
