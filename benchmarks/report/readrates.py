"""The rates of a row of presses that were read, read as another, or not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from benchmarks.report.interval import clopper_pearson, upper_bound

if TYPE_CHECKING:
    from benchmarks.report.interval import Interval


class Counted(Protocol):
    """What a tally counts."""

    @property
    def presses(self) -> int:
        """All presses."""

    @property
    def read(self) -> int:
        """Those read as what they were."""

    @property
    def wrong(self) -> int:
        """Those read as another."""


class ReadRates:
    """A row with a tally of presses."""

    tally: Counted

    @property
    def read_rate(self) -> float:
        """Share of presses read as what they were."""
        return self.tally.read / self.tally.presses

    @property
    def interval(self) -> Interval:
        """95 % interval of the read rate."""
        return clopper_pearson(self.tally.read, self.tally.presses)

    @property
    def wrong_bound(self) -> float:
        """95 % upper bound of the rate of wrong IDs."""
        return upper_bound(self.tally.wrong, self.tally.presses)
