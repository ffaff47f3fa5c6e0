"""Every codeword near a word, found by trying every set of wrong sites."""

from __future__ import annotations

from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.code import Code


def syndrome(code: Code, word: int) -> int:
    """Return which checks a word fails; bit c is check c."""
    return failed(code, word ^ code.offset)


def failed(code: Code, pattern: int) -> int:
    """Return which checks a pattern of wrong sites changes."""
    return sum(
        ((pattern & check).bit_count() & 1) << c for c, check in enumerate(code.checks.tolist())
    )


@cache
def wrong_sites(code: Code, n: int) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """List every set of n sites, (count, n), and its syndrome, (count,)."""
    count = sum(1 for _ in combinations(range(code.length), n))
    flat = chain.from_iterable(combinations(range(code.length), n))
    sets = np.fromiter(flat, np.uint8, count * n).reshape(count, n)
    of_site = np.array([failed(code, 1 << site) for site in range(code.length)], np.uint64)
    return sets, np.bitwise_xor.reduce(of_site[sets], axis=1)


def words_within(code: Code, word: int, most: int) -> list[int]:
    """List the codewords that differ from a word in at most some sites, nearest first."""
    target = syndrome(code, word)
    found = [word] if target == 0 else []
    for n in range(1, most + 1):
        sets, syndromes = wrong_sites(code, n)
        found += [
            word ^ sum(1 << site for site in sites)
            for sites in sets[syndromes == np.uint64(target)].tolist()
        ]
    return found
