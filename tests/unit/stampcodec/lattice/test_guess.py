"""What the kernel would name where it is not certain enough: for benchmarks of the margin."""

from __future__ import annotations

import numpy as np

import stampcodec as sc
from emulator import Conditions, presses


def test_a_guess_is_what_is_read_and_else_the_likeliest_name() -> None:
    family, panel = sc.family("lattice7"), sc.panel("nexus5")
    merchants = np.arange(60) * 17_000
    faces = [family.encode(int(merchant)) for merchant in merchants]
    faint = Conditions(amplitude=0.05)
    frames = presses(faces, panel, 60, np.random.default_rng(1), faint).frames
    reader = sc.FrameReader(family, panel)
    guessed, margin = np.empty(60, np.int64), np.empty(60)
    is_read = np.empty(60, np.int8)
    reader._kernel.guess_block(frames, guessed, margin, is_read)
    for k, reading in enumerate(reader.read_many(frames)):
        assert is_read[k] == (reading.outcome is sc.Outcome.READ)
        if is_read[k]:
            assert (guessed[k], margin[k]) == (reading.merchant_id, reading.margin)
    assert 0 < is_read.sum() < 20
    refused = (is_read == 0) & (guessed >= 0)
    assert (guessed == merchants)[refused].sum() > 5
    assert not margin[guessed < 0].any()
