"""Read a file of frames as the reader is, then once for each setting of a threshold.

``python -m benchmarks.lattice.tuned_replay FRAMES.npy FAMILY PANEL NAME=VALUE ...``, which
`benchmarks.lattice.thresholds` lets run under valgrind. The first of all passes is made twice: a
first read also binds library functions.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.lattice.tuning import Tuning
from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader


def replay(path: str, family_name: str, panel_name: str, *settings: str) -> None:
    """Read the frames, int16 (n, rows, columns), 2 + len(settings) times."""
    frames = np.load(path, allow_pickle=False)
    reader = FrameReader(family(family_name), panel(panel_name))
    reader.read_many(frames)
    reader.read_many(frames)
    tuning = Tuning()
    for setting in settings:
        name, _, value = setting.partition("=")
        tuning.set(name, float(value))
        reader.read_many(frames)
        tuning.reset(name)


if __name__ == "__main__":
    replay(*sys.argv[1:])
