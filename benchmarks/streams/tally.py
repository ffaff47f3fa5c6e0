"""What became of presences of stamps, and of streams without any: counts that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

import numpy as np

from benchmarks.report.interval import Interval, clopper_pearson, upper_bound

# 95 % of events come so soon after the first frame that reads (design, section 7).
SOON_S, SOON_SHARE = 0.050, 0.95
# Counts of single frames.
OF_SINGLE = ("any_right", "any_wrong", "most_right", "most_wrong")


class Stamped(NamedTuple):
    """An event: when it was told, the last frame that counts, and the merchant.

    It belongs to the stamp that lay there at that last frame; the event may come when it has gone.
    """

    time_s: float
    last_s: float
    merchant_id: int


@dataclass(frozen=True)
class Tally:
    """What became of some presences of stamps.

    Attributes
    ----------
    n : int
        Presences.
    right, wrong, doubled : int
        Presences with an event of their merchant, of another one, and with more than one event.
    unread : int
        Presences without any "stamped" event.
    single : int
        Presences of which single frames were read, too.
    any_right, any_wrong, most_right, most_wrong : int
        The same for single frames: any that reads, and the majority of those that read.
    frames : int
    delays_s : tuple of float
        To the event, from the first frame that reads as the merchant; where none reads, from the
        first at which the genie decides rightly. Only where there are both.
    """

    n: int = 0
    right: int = 0
    wrong: int = 0
    doubled: int = 0
    unread: int = 0
    single: int = 0
    any_right: int = 0
    any_wrong: int = 0
    most_right: int = 0
    most_wrong: int = 0
    frames: int = 0
    delays_s: tuple[float, ...] = field(default=())

    def __add__(self, other: Tally) -> Tally:
        """Join two tallies."""
        return Tally(*(a + b for a, b in zip(self._parts(), other._parts(), strict=True)))

    def _parts(self) -> tuple[Any, ...]:
        return tuple(vars(self).values())


@dataclass(frozen=True)
class Row:
    """One line of the table: a family on a panel, one kind of gesture."""

    family: str
    panel: str
    kind: str
    tally: Tally

    @property
    def interval(self) -> Interval:
        """95 % interval of the share of presences with the right event."""
        return clopper_pearson(self.tally.right, self.tally.n)

    @property
    def delay_s(self) -> tuple[float, float]:
        """Median and 95th percentile of the delays; infinite where there is none."""
        if not self.tally.delays_s:
            return inf, inf
        median, most = np.percentile(self.tally.delays_s, [50, 100 * SOON_SHARE]).tolist()
        return median, most

    def as_json(self) -> dict[str, Any]:
        """Return everything that was counted; None for what was not."""
        tally = self.tally
        counts = {
            name: None if name in OF_SINGLE and not tally.single else value
            for name, value in vars(tally).items()
            if name != "delays_s"
        }
        low, high = self.interval
        median, most = self.delay_s
        delays_ms = Counter(round(1000 * delay_s) for delay_s in tally.delays_s)
        return {
            "family": self.family,
            "panel": self.panel,
            "kind": self.kind,
            **counts,
            "right_low": low,
            "right_high": high,
            "wrong_bound": upper_bound(tally.wrong, tally.n),
            "doubled_bound": upper_bound(tally.doubled, tally.n),
            "delay_s": median if tally.delays_s else None,
            "delay_95_s": most if tally.delays_s else None,
            "delays_ms": {str(delay): n for delay, n in sorted(delays_ms.items())},
        }


@dataclass(frozen=True)
class Quiet:
    """A stream without any stamp.

    Attributes
    ----------
    family : str
    source : str
    seconds : float
    frames : int
    stamped, unread : int
        Events of these kinds; none should be "stamped".
    frames_read : int
        Frames that a reader of single frames names a merchant in.
    """

    family: str
    source: str
    seconds: float
    frames: int
    stamped: int
    unread: int
    frames_read: int

    def __add__(self, other: Quiet) -> Quiet:
        """Join two streams of one source."""
        return Quiet(
            self.family,
            self.source,
            self.seconds + other.seconds,
            self.frames + other.frames,
            self.stamped + other.stamped,
            self.unread + other.unread,
            self.frames_read + other.frames_read,
        )
