"""A word on stderr when frames are as no panel's deltas are, so that nothing can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import typer

from stampcodec.diagnosis import extremes, suspicion
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stampcodec.reading import Reading

# A stream may never end: the word comes once so many frames were not read.
ENOUGH_FRAMES = 64


class Doubt:
    """Looks at frames until one is read, and says at most one line about them.

    Parameters
    ----------
    noise_counts : float
        Of the panel.
    """

    def __init__(self, noise_counts: float) -> None:
        self._noise = noise_counts
        self._ends: list[NDArray[np.int16]] = []
        self._settled = False

    def look(self, frames: NDArray[np.int16], readings: Sequence[Reading]) -> None:
        """Look at the next frames and what was read in them."""
        if any(reading.outcome is Outcome.READ for reading in readings):
            self._settled = True
        if self._settled:
            return
        self._ends.append(extremes(frames[:ENOUGH_FRAMES]))
        if sum(map(len, self._ends)) >= ENOUGH_FRAMES:
            self.end()

    def end(self) -> None:
        """Say what speaks against the frames, unless one was read or it was said."""
        if self._settled or not self._ends:
            return
        self._settled = True
        found = suspicion(np.concatenate(self._ends), self._noise)
        if found is not None:
            typer.echo(found, err=True)
