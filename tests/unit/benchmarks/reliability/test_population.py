from __future__ import annotations

from math import exp

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.lattice.response import Response
from benchmarks.reliability.population import SCENES, press_mixed, wear
from stampcodec.lattice.landing import ADDED_NATS, MISSING_NATS


def test_landed_faces_are_worn_as_the_reader_expects() -> None:
    occupied = np.zeros((4000, 60), np.bool_)
    occupied[:, :30] = True
    touching = wear(occupied, np.random.default_rng(1))
    for found, nats in (
        (1 - touching[:, :30].mean(), MISSING_NATS),
        (touching[:, 30:].mean(), ADDED_NATS),
    ):
        expected = exp(-nats)
        assert found == pytest.approx(expected, abs=5 * np.sqrt(expected / 120_000))


@pytest.mark.parametrize("scene", ["amplitude 0.3", "amplitude 0.1", "8 to 14 dB"])
def test_half_of_the_faces_have_landed_and_most_of_these_are_read(scene: str) -> None:
    family, screen = sc.family("lattice8h14"), sc.panel("nexus5")
    mixed = press_mixed(Response(family, screen), SCENES[scene], 400, np.random.default_rng(2))
    assert abs(mixed.has_landed.sum() - 200) < 5 * 10
    reader = sc.FrameReader(family, screen, still=True)
    read = np.array(
        [
            reading.merchant_id == merchant
            for reading, merchant in zip(
                reader.read_many(mixed.frames), mixed.merchants.tolist(), strict=True
            )
        ]
    )
    assert read[mixed.has_landed].mean() > max(0.5, 1.2 * read[~mixed.has_landed].mean())
