"""SnowShoe's rule, re-implemented from a description: the system that people buy today.

    five points -> the longest pair -> moved, turned and scaled until these two are opposite
                   corners of a 36 x 36 grid, either way round -> the other three each within a
                   box of +-2 round another dot of a stamp -> the first such stamp in the table

There is no other check. The description leaves open how the longest pair lies on the grid, and
which end is which. Here it is the diagonal, and both ways are tried: that accepts somewhat fewer
random sets than the description says, a pair from side to side would accept five times as many.
"""

from __future__ import annotations

from itertools import permutations
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID, BOX = 36, 2.0
DIAGONAL = GRID * sqrt(2)
# Sets looked at together: their bits, a stamp each, stay in the cache.
CHUNK = 256


class SnowShoe:
    """A table of stamps and the rule.

    Parameters
    ----------
    stamps : float64 (n, 5, 2)
        Dots in any unit, the first stamp foremost.
    """

    def __init__(self, stamps: NDArray[np.float64]) -> None:
        self.n = len(stamps)
        self._words = -(-self.n // 64)
        gridded = on_grid(stamps)[0]
        self._axes = [
            [self._ranked(gridded[:, dot].real), self._ranked(gridded[:, dot].imag)]
            for dot in range(3)
        ]

    def read_many(self, sets: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the first stamp that each set (n, 5, 2) falls in, -1 where there is none."""
        return np.concatenate(
            [
                self._read(sets[start : start + CHUNK])
                for start in range(0, max(len(sets), 1), CHUNK)
            ]
        )

    def _read(self, sets: NDArray[np.float64]) -> NDArray[np.int64]:
        found = np.zeros((len(sets), self._words), np.uint64)
        for points in on_grid(sets):
            inside = [[self._inside(points[:, k], dot) for dot in range(3)] for k in range(3)]
            for a, b, c in permutations(range(3)):
                found |= inside[0][a] & inside[1][b] & inside[2][c]
        bits = np.unpackbits(found.view(np.uint8), axis=1, bitorder="little")
        first: NDArray[np.int64] = np.where(bits.any(axis=1), bits.argmax(axis=1), -1)
        return first

    def _inside(self, points: NDArray[np.complex128], dot: int) -> NDArray[np.uint64]:
        """Tell, a bit a stamp, in whose box round a dot each point lies."""
        bits = np.full((len(points), self._words), np.iinfo(np.uint64).max, np.uint64)
        for (ordered, below), value in zip(
            self._axes[dot], (points.real, points.imag), strict=True
        ):
            bits &= below[np.searchsorted(ordered, value + BOX, "right")]
            bits &= ~below[np.searchsorted(ordered, value - BOX, "left")]
        return bits

    def _ranked(
        self, values: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Sort values; with them, for each rank, the bits of the stamps below it."""
        order = np.argsort(values)
        below = np.zeros((self.n + 1, self._words * 64), bool)
        for rank, stamp in enumerate(order):
            below[rank + 1] = below[rank]
            below[rank + 1, stamp] = True
        packed = np.packbits(below, axis=1, bitorder="little").view(np.uint64)
        return values[order], packed


def on_grid(
    sets: NDArray[np.float64],
) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Put sets on the grid by their longest pair, one way round and the other.

    Returns
    -------
    complex (n, 3), twice
        The other three points; the pair lies at 0 and at the diagonal's far end, on the real axis.
    """
    points = sets[..., 0] + 1j * sets[..., 1]
    n, every = len(points), np.arange(len(points))
    longest = np.abs(points[:, :, None] - points[:, None]).reshape(n, 25).argmax(axis=1)
    one, other = longest // 5, longest % 5
    rest = np.ones((n, 5), bool)
    rest[every, one] = rest[every, other] = False
    start, end = points[every, one], points[every, other]
    along = (points[rest].reshape(n, 3) - start[:, None]) / (end - start)[:, None] * DIAGONAL
    # the grid's sides are at 45 degrees to its diagonal, and so are the boxes
    tilt = np.exp(1j * np.pi / 4)
    return along * tilt, (DIAGONAL - along) * tilt
