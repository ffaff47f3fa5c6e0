"""The least distance over all pairs of a table, mirror images too, leaving no pair unproven."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stampcodec.touch.measure import bound, distance, mirrored

# Pairs measured at once: what fits the memory of a small machine.
ROWS = 256
PAIRS = 4096
# Rounding in the bound's square, some 1e-11 of sums that reach 2,420, is far below this.
SPARE_MM = 1e-3


class Separation(NamedTuple):
    """What was looked at, and the least that was found."""

    n_pairs: int
    """Pairs that the bound or the measure itself decided."""
    n_measured: int
    """Pairs, out of both kinds, that the bound left open."""
    patterns_mm: float
    """Of two different patterns; the smaller of this and `below_mm`."""
    mirrored_mm: float
    """Of a pattern and a mirror image, its own included; the smaller of this and `below_mm`."""


def separation(dots: NDArray[np.float64], below_mm: float) -> Separation:
    """Find the least distances of patterns (n, 5, 2), mm, that are below some distance.

    Every pair is decided: its lower bound is at least `below_mm`, or it is measured.
    """
    n_pairs = n_measured = 0
    least, least_mirrored = below_mm, below_mm
    for row in range(0, len(dots), ROWS):
        low = bound(dots[row : row + ROWS], dots[row:])
        # i <= j: a pattern against itself only counts mirrored
        near = np.triu(low < below_mm + SPARE_MM)
        first, second = (index + row for index in np.nonzero(near))
        n_pairs += int((np.triu(~near, k=1)).sum())
        n_pairs += int((first < second).sum())
        n_measured += len(first)
        for part in range(0, len(first), PAIRS):
            i, j = first[part : part + PAIRS], second[part : part + PAIRS]
            least_mirrored = min(least_mirrored, distance(dots[i], mirrored(dots[j])).min())
            two = i != j
            least = min(least, distance(dots[i[two]], dots[j[two]]).min(initial=below_mm))
    return Separation(n_pairs, n_measured, float(least), float(least_mirrored))
