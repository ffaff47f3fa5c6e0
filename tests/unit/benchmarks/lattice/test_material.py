from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.lattice.material import adversarial, everyday, hand_frames, stamp_frames
from stampcodec import FrameReader, Outcome, family, panel

STAMPS, SCREEN = family("lattice8"), panel("nexus5")


def test_every_costly_kind_is_frames_of_the_panel_and_there_are_some() -> None:
    kinds = adversarial(STAMPS, SCREEN, 2, np.random.default_rng(1))
    for name, frames in kinds.items():
        assert frames.dtype == np.int16, name
        assert frames.shape[1:] == (27, 15), name
        assert len(frames) >= 2, name
        assert frames.flags.c_contiguous, name
    assert kinds["full scale"].max() == 32767
    assert kinds["full scale"].min() == -32768


def test_the_same_seed_makes_the_same_costly_frames() -> None:
    one, two = (adversarial(STAMPS, SCREEN, 2, np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_no_costly_frame_but_a_stamps_own_is_ever_read_as_a_stamp() -> None:
    reader = FrameReader(STAMPS, SCREEN)
    kinds = adversarial(STAMPS, SCREEN, 5, np.random.default_rng(2))
    for name, frames in kinds.items():
        if "stamp" not in name:
            outcomes = {reading.outcome for reading in reader.read_many(frames)}
            assert Outcome.READ not in outcomes, name


def test_stamp_frames_read_and_frames_without_fingers_are_idle() -> None:
    rng = np.random.default_rng(3)
    reader = FrameReader(STAMPS, SCREEN)
    read = [reader.read(frame).outcome for frame in stamp_frames(STAMPS, SCREEN, 20, rng)]
    assert read.count(Outcome.READ) >= 18
    assert np.median(hand_frames(SCREEN, 20, 0, rng).max(axis=(1, 2))) < 200
    assert np.median(hand_frames(SCREEN, 20, 1, rng).max(axis=(1, 2))) > 100


def test_recorded_fingers_and_idle_frames_replace_emulated_ones(tmp_path: Path) -> None:
    frames = np.zeros((6, 27, 15), np.int16)
    frames[:2, 9:12, 6:9] = 150
    path = tmp_path / "frames.npz"
    np.savez(path, frames=frames)
    found = everyday(STAMPS, SCREEN, 10, np.random.default_rng(1), path)
    assert (len(found.fingers), len(found.idle), found.recorded) == (2, 4, True)
    assert not everyday(STAMPS, SCREEN, 3, np.random.default_rng(1), None).recorded
