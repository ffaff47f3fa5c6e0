"""Time calls beside each other.

Everything takes its turn, round after round, so that a disturbance of the machine falls on all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.interval import median_interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

# Calls of one subject in a row: enough that it finds its code and data in the cache again.
IN_A_ROW = 16


@dataclass(frozen=True)
class Subject:
    """Something to time.

    Attributes
    ----------
    name : str
    call : callable
        Takes one argument.
    arguments : sequence
        Handed in one after the other, again and again.
    per_call : int
        What one call counts for: a batch of frames, for instance.
    """

    name: str
    call: Callable[[Any], object]
    arguments: Sequence[Any] | NDArray[Any] = field(repr=False)
    per_call: int = 1


@dataclass(frozen=True)
class Timing:
    """Microseconds of one thing: the median over all calls, and the span of the middle 90 %.

    `median_us_low` and `median_us_high` are the 95 % interval of the median of a round.
    """

    name: str
    median_us: float
    low_us: float
    high_us: float
    median_us_low: float
    median_us_high: float
    calls: int


def measure(subjects: Sequence[Subject], rounds: int, step: Callable[[], None]) -> list[Timing]:
    """Time every subject in every round, and take off what the clock itself costs.

    Parameters
    ----------
    subjects : sequence of Subject
    rounds : int
        A first one is made besides, and not counted.
    step : callable
        Called after each round.
    """
    idle = Subject("nothing", _nothing, [None])
    every = [idle, *subjects]
    times: list[list[NDArray[np.int64]]] = [[] for _ in every]
    for number in range(rounds + 1):
        for subject, found in zip(every, times, strict=True):
            batch = _times(subject, number)
            if number:
                found.append(batch)
        if number:
            step()
    clock_ns = float(np.median(np.concatenate(times[0])))
    timings = []
    for subject, found in zip(subjects, times[1:], strict=True):
        rounds_us = [(batch - clock_ns) / (1000.0 * subject.per_call) for batch in found]
        each = np.concatenate(rounds_us)
        low, middle, high = np.percentile(each, [5, 50, 95]).tolist()
        interval = median_interval([float(np.median(batch)) for batch in rounds_us])
        interval = interval.including(middle)
        timings.append(Timing(subject.name, middle, low, high, *interval, len(each)))
    return timings


def _times(subject: Subject, number: int) -> NDArray[np.int64]:
    call, arguments = subject.call, subject.arguments
    row = IN_A_ROW if subject.per_call == 1 else 1
    taken = np.empty(row, np.int64)
    for k in range(row):
        argument = arguments[(number * row + k) % len(arguments)]
        start = perf_counter_ns()
        call(argument)
        taken[k] = perf_counter_ns() - start
    return taken


def _nothing(_: object) -> None:
    """Return at once: what is left is the clock and the call."""
