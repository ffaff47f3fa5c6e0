"""Every word of a code, one after the other: for codes of up to 2^24 words.

`light_words` finds the few words of small weight of any code; this counts them all, and so proves
the distance of a code without an argument.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.reference.light_words import weights

AT_ONCE = 16


def span(rows: list[int]) -> NDArray[np.uint64]:
    """List the sums of all choices of some rows: word k adds up the rows of the bits of k."""
    words = np.zeros(1, np.uint64)
    for row in rows:
        words = np.concatenate([words, words ^ np.uint64(row)])
    return words


def weight_distribution(rows: list[int], offset: int) -> NDArray[np.int64]:
    """Count the words of a code, moved by an offset, by their weight: int64 (65,)."""
    low = span(rows[:AT_ONCE]) ^ np.uint64(offset)
    counts = np.zeros(65, np.int64)
    for high in span(rows[AT_ONCE:]):
        counts += np.bincount(weights(low ^ high), minlength=65)
    return counts
