"""Presses: from the first touch on a clear glass to the last one lifted, and what to read of each.

::

    touches down   0  1  3  4  5  5  5  5  5  5  5  4  2  0        time ──►
                      landing     settled           lifting
                                  samples
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec.touchevent import moments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from stampcodec.reading import ContactReading
    from stampcodec.touch.reader import ContactReader
    from stampcodec.touchevent import Moment, TouchEvent

DOTS = 5


class Press(NamedTuple):
    """One press.

    Attributes
    ----------
    start_ms, end_ms : float
        The first touch landed; the last one lifted, or the recording ends.
    samples : float64 (t, k, 2)
        x and y in CSS pixels of the k touches while the count had settled, in the order of their
        identifiers; t above 0.
    most : int
        The most touches that were down at once.
    cancelled : bool
        The device gave up on touches.
    """

    start_ms: float
    end_ms: float
    samples: NDArray[np.float64]
    most: int
    cancelled: bool


def presses(events: Iterable[TouchEvent], dots: int = DOTS) -> list[Press]:
    """Split a recording into presses.

    Parameters
    ----------
    events : iterable of TouchEvent
        Ascending in time.
    dots : int
        Touches that a stamp has.

    Returns
    -------
    list of Press
        In order; none where nothing ever touches.
    """
    found: list[Press] = []
    begun: list[Moment] = []
    for moment in moments(events):
        if moment.touches:
            begun.append(moment)
        elif begun:
            found.append(_press(begun, moment.time_ms, moment.cancelled, dots))
            begun = []
    if begun:
        found.append(_press(begun, begun[-1].time_ms, False, dots))
    return found


def read_press(reader: ContactReader, press: Press) -> ContactReading:
    """Read a press from all its samples; one that is not of five touches is no stamp."""
    if press.samples.shape[1:] == (DOTS, 2):
        return reader.read_samples(press.samples)
    return reader.read(press.samples[0])


def _press(begun: Sequence[Moment], end_ms: float, cancelled: bool, dots: int) -> Press:
    settled = _settled(begun, end_ms, dots)
    samples = np.array([[(touch.x_px, touch.y_px) for touch in at.touches] for at in settled])
    return Press(
        begun[0].time_ms,
        end_ms,
        samples.astype(np.float64),
        max(len(moment.touches) for moment in begun),
        cancelled or any(moment.cancelled for moment in begun),
    )


def _settled(begun: Sequence[Moment], end_ms: float, dots: int) -> Sequence[Moment]:
    """Return the moments of the longest time in which the same touches are down.

    Times with as many touches as a stamp has come first: while it is set down and lifted there are
    fewer, and with a finger beside it more, however long that lasts.
    """
    starts = [
        i
        for i in range(len(begun))
        if not i or _identifiers(begun[i]) != _identifiers(begun[i - 1])
    ]
    runs = list(pairwise([*starts, len(begun)]))
    until = [*(moment.time_ms for moment in begun[1:]), end_ms]

    def worth(run: tuple[int, int]) -> tuple[bool, float, int]:
        first, after = run
        lasts_ms = until[after - 1] - begun[first].time_ms
        return len(begun[first].touches) == dots, lasts_ms, after - first

    first, after = max(runs, key=worth)
    return begun[first:after]


def _identifiers(moment: Moment) -> set[int]:
    return {touch.identifier for touch in moment.touches}
