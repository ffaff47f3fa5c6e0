from __future__ import annotations

import numpy as np

from benchmarks.lattice import instructions as module
from benchmarks.lattice.instructions import Cost, Instructions, slowest
from stampcodec import FrameReader, family, panel


def test_the_costliest_frame_is_held_against_the_median_stamp() -> None:
    result = Instructions(
        (
            Cost("lattice7", "stamp", 9, 100.0, 150.0),
            Cost("lattice7", "noise", 9, 300.0, 520.0),
            Cost("lattice8", "stamp", 9, 100.0, 900.0),
        )
    )
    assert [(each.name, each.measured, each.met) for each in result.requirements] == [
        ("lattice7: costliest frame (noise) / stamp", 5.2, False),
        ("lattice8: costliest frame (stamp) / stamp", 9.0, False),
    ]


def test_the_slowest_frames_are_some_of_those_given() -> None:
    reader = FrameReader(family("lattice7"), panel("nexus5"))
    frames = np.arange(30, dtype=np.int16)[:, None, None] * np.ones((1, 27, 15), np.int16)
    chosen = slowest(reader, frames)
    assert len(chosen) == module.COUNTED
    assert len(set(chosen[:, 0, 0].tolist())) == module.COUNTED
