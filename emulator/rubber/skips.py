"""Skips: dots of a brushed face that leave the glass for a moment and come back.

::

    touches    ____________        _________
    off the glass          |______|         |___
                <- run_ms ->                          the mean; a share `touching` of all time
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True)
class Skips:
    """When each of `k` contacts changes between touching and not.

    Attributes
    ----------
    first : ndarray of bool, shape (k,)
        Whether the contact touches before its first change.
    change_ms : ndarray, shape (k, m)
        Ascending.
    """

    first: npt.NDArray[np.bool_]
    change_ms: npt.NDArray[np.float64]

    def at(self, time_ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Return 1 for contacts that touch at these moments, else 0: (n, k)."""
        changes = np.stack(
            [np.searchsorted(change_ms, time_ms, side="right") for change_ms in self.change_ms],
            axis=1,
        )
        result: npt.NDArray[np.float32] = (self.first ^ (changes % 2 == 1)).astype(np.float32)
        return result


def draw_skips(
    k: int,
    touching: float,
    run_ms: float,
    span_ms: tuple[float, float],
    rng: np.random.Generator,
) -> Skips:
    """Draw when contacts skip: runs on and off the glass, exponential in length.

    A contact has no memory, so it is as likely to touch at the first moment as at any other.

    Parameters
    ----------
    k : int
    touching : float
        Share of the time in which a contact touches, below 1.
    run_ms : float
        Mean length of a run on the glass; runs off it follow from the share.
    span_ms : tuple of float
        The first and the last moment that will be asked for.
    rng : numpy Generator
    """
    if touching == 0:
        return Skips(np.zeros(k, dtype=np.bool_), np.empty((k, 0)))
    mean_ms = np.array([run_ms, run_ms * (1.0 - touching) / touching])
    first = rng.random(k) < touching
    # Runs of both kinds in turn; six standard deviations more than the span takes on average.
    pairs = (span_ms[1] - span_ms[0]) / mean_ms.sum()
    m = 2 * ceil(pairs + 6 * sqrt(pairs) + 6)
    touches = first[:, None] ^ (np.arange(m) % 2 == 1)
    runs_ms = rng.exponential(np.where(touches, *mean_ms))
    return Skips(first, span_ms[0] + np.cumsum(runs_ms, axis=1))
