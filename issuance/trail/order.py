"""Whether the dates of events ascend, run by run."""

from __future__ import annotations

from dataclasses import dataclass

from issuance.clock import MOST_OFF
from issuance.model.moment import MICROSECOND

# The kind of event with which somebody accepts the clock.
ACCEPTED = "clock-accepted"
MOST_OFF_US = MOST_OFF // MICROSECOND


@dataclass
class Order:
    """The dates of some events that follow each other, microseconds since 1970.

    Clocks of several machines differ a little, and in older trails a change that waited kept its
    date. Who accepts the clock has looked at what was before.

    Attributes
    ----------
    latest : int or None
        The latest date since the clock was accepted; None before the first event.
    broken_at : int or None
        Number of the first event since then that is dated before an earlier one.
    earliest : int or None
        The earliest date before the clock was accepted for the first time.
    is_accepted : bool
        Somebody accepted the clock within these events.
    """

    latest: int | None = None
    broken_at: int | None = None
    earliest: int | None = None
    is_accepted: bool = False

    def follow(self, seq: int, at: int, kind: str) -> None:
        """Take in the next event."""
        if kind == ACCEPTED:
            self.broken_at, self.latest, self.is_accepted = None, at, True
            return
        latest = self.latest
        if latest is None or at > latest:
            self.latest = at
        elif latest - at > MOST_OFF_US and self.broken_at is None:
            self.broken_at = seq
        if not self.is_accepted and (self.earliest is None or at < self.earliest):
            self.earliest = at

    def contradicts(self, later: Order) -> bool:
        """Whether an event of a later run is dated before one of this."""
        if self.latest is None or later.earliest is None:
            return False
        return self.latest - later.earliest > MOST_OFF_US

    def join(self, later: Order) -> None:
        """Take in the run that follows, where this does not contradict it."""
        if later.is_accepted:
            self.broken_at, self.latest, self.is_accepted = later.broken_at, later.latest, True
            return
        if self.broken_at is None:
            self.broken_at = later.broken_at
        if later.latest is not None:
            self.latest = max(later.latest, later.latest if self.latest is None else self.latest)
