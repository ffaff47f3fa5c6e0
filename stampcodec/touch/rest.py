"""A rest: the samples of a stretch of time in which five contacts are down, in fixed memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.touch.numbers import N_DOTS
from stampcodec.touch.samples import MOST_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of three samples one that is wild is outvoted, of fewer not.  A stamp that stays where it is tells
# nothing new; five dots that stay for so long are more than one wild sample of the slowest panels,
# which scan every 50 ms.
FEWEST_SAMPLES = 3
SETTLED_MS = 200.0


def has_settled(n: int, lasts_ms: float) -> bool:
    """Tell whether one wild sample could not be all that there is to it (docs/contacts.md 3.7)."""
    return n >= FEWEST_SAMPLES or lasts_ms >= SETTLED_MS


class Rest:
    """Samples of five contacts, with their times.

    There is room for as many as a reading looks at. Where more come, every other one is dropped,
    and from then on only every second, fourth ... is kept: samples stay spread over all the time.
    """

    def __init__(self) -> None:
        self._points = np.empty((MOST_SAMPLES, N_DOTS, 2))
        self._times_s = np.empty(MOST_SAMPLES)
        self.clear()

    def clear(self) -> None:
        """Forget all samples."""
        self.n = 0
        self.seen = 0
        self._stride = 1
        self._skipped = 0

    def add(self, points: NDArray[np.float64], time_s: float) -> None:
        """Take a sample, (5, 2); times ascend."""
        self.seen += 1
        self._skipped += 1
        if self._skipped < self._stride:
            return
        if self.n == MOST_SAMPLES:
            half = MOST_SAMPLES // 2
            self._points[:half] = self._points[::2]
            self._times_s[:half] = self._times_s[::2]
            self.n, self._stride = half, 2 * self._stride
        self._points[self.n], self._times_s[self.n] = points, time_s
        self.n += 1
        self._skipped = 0

    @property
    def points(self) -> NDArray[np.float64]:
        """The samples, (n, 5, 2)."""
        return self._points[: self.n]

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Their times, (n,)."""
        return self._times_s[: self.n]

    @property
    def first_s(self) -> float:
        """Time of the first sample."""
        return float(self._times_s[0])

    def lasts_ms(self, until_s: float) -> float:
        """Return how long it has lasted at a moment; 0 where there is no sample."""
        return 1000.0 * (until_s - self.first_s) if self.n else 0.0
