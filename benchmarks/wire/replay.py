"""Code and decode each frame of a file once: ``python -m benchmarks.wire.replay FRAMES.npy``.

What `benchmarks.wire.rates` lets run under valgrind.
"""

from __future__ import annotations

import sys

import numpy as np

from stampcodec.wire import decode_counts, encode_counts


def replay(path: str) -> None:
    """Code and decode the frames, int16 (n, rows, columns), in their order."""
    for counts in np.load(path, allow_pickle=False):
        data = encode_counts(counts)
        if data is not None:
            decode_counts(data, *counts.shape)


if __name__ == "__main__":
    replay(sys.argv[1])
