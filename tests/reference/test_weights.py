"""The words of each code by weight: the table that is kept, and the dual code."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from stampcodec._core.code.weights import count_weights
from stampcodec.design import LATTICES
from stampcodec.lattice.code import LATTICE8
from stampcodec.lattice.landing import MOST_COUNTED, words_by_weight


def krawtchouk(weight: int, at: int, n: int) -> int:
    return sum((-1) ** s * comb(at, s) * comb(n - at, weight - s) for s in range(weight + 1))


def test_the_weights_of_lattice8_follow_from_its_dual() -> None:
    # F. J. MacWilliams, "A theorem on the distribution of weights in a systematic code", 1963
    n = LATTICE8.length
    dual = np.zeros(n + 1, np.int64)
    count_weights(0, LATTICE8.checks, dual)
    counted = dual.tolist()
    size = 1 << (n - LATTICE8.dimension)
    assert sum(counted) == size
    expected = [
        sum(counted[at] * krawtchouk(weight, at, n) for at in range(n + 1)) // size
        for weight in range(n + 1)
    ]
    assert words_by_weight(LATTICE8) == tuple(expected)


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_no_other_code_is_too_large_to_be_counted(name: str) -> None:
    code = LATTICES[name].code
    assert code.dimension <= MOST_COUNTED or code is LATTICE8
