"""Many sets of points, and many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from tests.unit.stampcodec.touch.stamps import any_points

if TYPE_CHECKING:
    pass


@pytest.mark.parametrize("threads", [1, 2, 3, 64])
def test_reading_many_is_reading_one_by_one(
    family: sc.Family, reader: sc.ContactReader, threads: int
) -> None:
    points = any_points(family, 60, seed=16)
    one_by_one = [reader.read(each) for each in points]
    assert {reading.outcome.name for reading in one_by_one} == {"READ", "UNREADABLE", "EMPTY"}
    assert reader.read_many(points, threads=threads) == one_by_one
    assert reader.read_many(points[:1], threads=threads) == one_by_one[:1]
    assert reader.read_many(points[:0], threads=threads) == []


def test_threads_may_share_a_reader(family: sc.Family, reader: sc.ContactReader) -> None:
    points = any_points(family, 200, seed=17)
    alone = [reader.read(each) for each in points]

    def read_all(seed: int) -> bool:
        order = np.random.default_rng(seed).permutation(len(points))
        if seed % 2:
            return reader.read_many(points[order], threads=2) == [alone[k] for k in order]
        return all(reader.read(points[k]) == alone[k] for k in order)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(read_all, range(24)))
