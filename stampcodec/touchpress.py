"""Presses: from the first touch on a clear glass to the last one lifted, and what to read of each.

::

    touches down   0  1  3  4  5  5  5  5  5  5  5  4  2  0        time ──►
                      landing     settled           lifting
                                  samples
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from stampcodec.quantity import counted
from stampcodec.reading import ContactReading, Outcome
from stampcodec.touch.numbers import N_DOTS
from stampcodec.touch.rest import has_settled
from stampcodec.touchevent import moments
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from stampcodec.touchevent import Moment, TouchEvent


class PointReader(Protocol):
    """What reads the touches of a press, as `ContactReader` does."""

    def read(self, points: ArrayLike) -> ContactReading:
        """Read the touches of one moment, (k, 2)."""

    def read_samples(self, samples: ArrayLike) -> ContactReading:
        """Read five touches from all their samples, (t, 5, 2)."""


@dataclass(frozen=True, eq=False, repr=False)
class Press(Value):
    """One press.

    Attributes
    ----------
    start_ms, end_ms : float
        The first touch landed; the last one lifted, or the recording ends.
    samples : float64 (t, k, 2)
        x and y in CSS pixels of the k touches while the count had settled, in the order of their
        identifiers, read-only; t above 0.
    lasts_ms : float
        How long the count had settled.
    most : int
        The most touches that were down at once.
    cancelled : bool
        The device gave up on touches.
    """

    start_ms: float
    end_ms: float
    samples: NDArray[np.float64]
    lasts_ms: float
    most: int
    cancelled: bool

    def __post_init__(self) -> None:
        """Keep an own, read-only copy of the samples."""
        object.__setattr__(self, "samples", read_only(self.samples))

    def __repr__(self) -> str:
        """Return one line without the samples themselves."""
        samples, touches = self.samples.shape[:2]
        return (
            f"<Press from {self.start_ms:g} to {self.end_ms:g} ms: "
            f"{counted(touches, 'touch', 'touches')} in {counted(samples, 'sample')}"
            f"{', cancelled' if self.cancelled else ''}>"
        )

    def _repr_png_(self) -> bytes:
        """Show the touches in a notebook; `ContactReader.look` shows them with their reading."""
        from stampcodec.picture import png, press_picture  # noqa: PLC0415 - loads matplotlib

        return png(press_picture(self))

    @property
    def has_settled(self) -> bool:
        """Whether one wild sample could not be all that there is to it."""
        return has_settled(len(self.samples), self.lasts_ms)


def find_presses(events: Iterable[TouchEvent], dots: int = N_DOTS) -> list[Press]:
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


def read_press(reader: PointReader, press: Press) -> ContactReading:
    """Read a press from all its samples; one that has not settled on five touches is no stamp."""
    if not press.has_settled:
        return ContactReading(Outcome.UNREADABLE)
    if press.samples.shape[1:] == (N_DOTS, 2):
        return reader.read_samples(press.samples)
    return reader.read(press.samples[0])


def _press(begun: Sequence[Moment], end_ms: float, cancelled: bool, dots: int) -> Press:
    settled, lasts_ms = settled_moments(begun, end_ms, dots)
    samples = np.array([[(touch.x_px, touch.y_px) for touch in at.touches] for at in settled])
    return Press(
        begun[0].time_ms,
        end_ms,
        samples.astype(np.float64),
        lasts_ms,
        max(len(moment.touches) for moment in begun),
        cancelled or any(moment.cancelled for moment in begun),
    )


def settled_moments(
    begun: Sequence[Moment], end_ms: float, dots: int = N_DOTS
) -> tuple[Sequence[Moment], float]:
    """Return the moments of the longest time in which the same touches are down, and that time, ms.

    Times with as many touches as a stamp has come first: while it is set down and lifted there are
    fewer, and with a finger beside it more, however long that lasts. Of times that are equally long
    the one with more moments counts, then the first. This is what a press is read from (clause
    3.6); the page has it in JavaScript, and the tracker follows it as time goes by.

    Parameters
    ----------
    begun : sequence of Moment
        Of one press, at least one, each with touches.
    end_ms : float
        Until when the last of them lasts.
    dots : int
        Touches that a stamp has.

    References
    ----------
    docs/contacts.md, 3.6 and 8.4.
    """
    starts = [
        i
        for i in range(len(begun))
        if not i or _identifiers(begun[i]) != _identifiers(begun[i - 1])
    ]
    runs = list(pairwise([*starts, len(begun)]))
    until = [*(moment.time_ms for moment in begun[1:]), end_ms]

    def lasts_ms(run: tuple[int, int]) -> float:
        first, after = run
        return until[after - 1] - begun[first].time_ms

    def worth(run: tuple[int, int]) -> tuple[bool, float, int]:
        return len(begun[run[0]].touches) == dots, lasts_ms(run), run[1] - run[0]

    best = max(runs, key=worth)
    return begun[slice(*best)], lasts_ms(best)


def _identifiers(moment: Moment) -> set[int]:
    return {touch.identifier for touch in moment.touches}
