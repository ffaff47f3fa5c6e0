"""Read each frame of a file once: ``python -m benchmarks.lattice.replay FRAMES.npy FAMILY PANEL``.

What `benchmarks.lattice.instructions` lets run under valgrind.
"""

from __future__ import annotations

import sys

import numpy as np

from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader


def replay(path: str, family_name: str, panel_name: str) -> None:
    """Read the frames, int16 (n, rows, columns), in their order."""
    reader = FrameReader(family(family_name), panel(panel_name))
    for frame in np.load(path, allow_pickle=False):
        reader.read(frame)


if __name__ == "__main__":
    replay(*sys.argv[1:])
