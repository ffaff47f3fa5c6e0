from __future__ import annotations

from itertools import pairwise

import numpy as np

from benchmarks.streams.rates import measure_streams
from benchmarks.streams.rough import ROUGH, RoughStream
from stampcodec import family, panel


def test_times_rise_and_the_same_seed_gives_the_same_frames() -> None:
    for seed in range(2):
        streams = [
            RoughStream(family("lattice8"), panel("nexus5"), 2, np.random.default_rng(seed), False)
            for _ in range(2)
        ]
        blocks, again = (list(stream.blocks()) for stream in streams)
        times_s = [time_s for times_s, _ in blocks for time_s in times_s.tolist()]
        assert all(earlier < later for earlier, later in pairwise(times_s))
        assert len(streams[0].presences) == 2
        for (_, frames), (_, other) in zip(blocks, again, strict=True):
            assert frames.dtype == np.int16
            assert np.array_equal(frames, other)


def test_rough_use_gives_no_wrong_and_no_doubled_events() -> None:
    (row,) = measure_streams(("lattice8",), (ROUGH,), each=10, seed=3, alone=True)
    assert row.tally.n > 5
    assert (row.tally.wrong, row.tally.doubled) == (0, 0)
