"""What a benchmark measures, as figures of two runs that can be held against each other.

=========  =====================================  ==============================================
figure     what a run keeps of it                 it changed when
=========  =====================================  ==============================================
`Rate`     events and trials                      the interval of the difference leaves out zero
`Estimate` a median or an RMS, its interval       the intervals are apart, and the figures by
                                                  more than the tolerance
`Value`    one number                             the numbers differ by more than the tolerance
`Verdict`  whether a requirement is met           one is met and the other is not
=========  =====================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.report.interval import Interval, difference_interval

MORE, LESS = 1, -1


@dataclass(frozen=True)
class Rate:
    """`count` events in `trials`; `better` says whether more or fewer of them are wished for."""

    count: int
    trials: int
    better: int

    @property
    def size(self) -> float:
        """The rate itself."""
        return self.count / self.trials

    def changed(self, after: Rate, confidence: float) -> bool:
        """Whether the rates differ by more than chance explains."""
        found = self.interval(after, confidence)
        return found.low > 0 or found.high < 0

    def interval(self, after: Rate, confidence: float) -> Interval:
        """Interval of the later rate less this one."""
        return difference_interval(self.count, self.trials, after.count, after.trials, confidence)

    def difference(self, after: Rate, confidence: float) -> str:
        """Write the difference of the rates with its interval, in percentage points."""
        low, high = (100 * end for end in self.interval(after, confidence))
        return f"{100 * (after.size - self.size):+.3f} ({low:+.3f} to {high:+.3f}) %"

    def __str__(self) -> str:
        """Write it with its trials."""
        return f"{100 * self.size:.3f} % of {self.trials}"


@dataclass(frozen=True)
class Estimate:
    """A median or a root mean square with its 95 % interval.

    `tolerance` is the relative change that is still none: what two runs of one program differ by
    on one machine, which no interval of a single run can know.
    """

    middle: float
    interval: Interval
    unit: str
    better: int
    tolerance: float

    @property
    def size(self) -> float:
        """The estimate itself."""
        return self.middle

    def changed(self, after: Estimate, _confidence: float) -> bool:
        """Whether the intervals are apart, and by more than the tolerance."""
        apart = self.interval.high < after.interval.low or after.interval.high < self.interval.low
        return apart and _beyond(self.middle, after.middle, self.tolerance)

    def difference(self, after: Estimate, _confidence: float) -> str:
        """Write how much larger the later one is."""
        return _written_difference(self.middle, after.middle, self.unit)

    def __str__(self) -> str:
        """Write it with its interval."""
        low, high = self.interval
        return f"{self.middle:.4g} ({low:.4g} to {high:.4g}) {self.unit}".rstrip()


@dataclass(frozen=True)
class Value:
    """A number without an interval: a count of instructions, an error over many presses."""

    number: float
    unit: str
    better: int
    tolerance: float

    @property
    def size(self) -> float:
        """The number itself."""
        return self.number

    def changed(self, after: Value, _confidence: float) -> bool:
        """Whether the numbers differ by more than the tolerance."""
        return _beyond(self.number, after.number, self.tolerance)

    def difference(self, after: Value, _confidence: float) -> str:
        """Write how much larger the later one is."""
        return _written_difference(self.number, after.number, self.unit)

    def __str__(self) -> str:
        """Write it."""
        return f"{self.number:.5g} {self.unit}".rstrip()


@dataclass(frozen=True)
class Verdict:
    """Whether a requirement is met."""

    met: bool
    better: int = MORE

    @property
    def size(self) -> float:
        """1 where it is met."""
        return float(self.met)

    def changed(self, after: Verdict, _confidence: float) -> bool:
        """Whether one is met and the other is not."""
        return self.met != after.met

    def difference(self, _after: Verdict, _confidence: float) -> str:
        """Write nothing: both verdicts stand beside it."""
        return ""

    def __str__(self) -> str:
        """Write it."""
        return "met" if self.met else "NOT MET"


Figure = Rate | Estimate | Value | Verdict


def _beyond(before: float, after: float, tolerance: float) -> bool:
    """Whether two numbers differ by more than a share of the smaller one."""
    return abs(after - before) > tolerance * min(abs(before), abs(after))


def _written_difference(before: float, after: float, unit: str) -> str:
    share = f"{100 * (after / before - 1):+.1f} %" if before > 0 else ""
    return share or f"{after - before:+.4g} {unit}".rstrip()
