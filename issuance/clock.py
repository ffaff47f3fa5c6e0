"""The one place that reads the clock.

Everything else is handed a `Clock`, a function without arguments, and asks that: a test moves time
as it likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from issuance.refusal import ClockWrong

Clock = Callable[[], datetime]

# The wall clock may be off by so much: clocks of several machines, and changes that waited.
MOST_OFF = timedelta(seconds=60)


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(timezone.utc)


def ticks_s() -> float:
    """Return the time of a clock that nobody sets, s; where there is one, it counts sleep, too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Steady:
    """The wall clock, held against a clock that nobody sets, from now on.

    Parameters
    ----------
    wall : Clock
    ticks_s : function
        Seconds since any moment.
    """

    def __init__(self, wall: Clock = utc_now, ticks_s: Callable[[], float] = ticks_s) -> None:
        self._wall, self._ticks_s = wall, ticks_s
        self._began, self._began_s = wall(), ticks_s()

    def expect(self) -> None:
        """Expect that nobody has set the wall clock.

        Raises
        ------
        ClockWrong
            It is ahead or behind by more than `MOST_OFF`.
        """
        ran = timedelta(seconds=self._ticks_s() - self._began_s)
        ahead = self._wall() - self._began - ran
        if abs(ahead) > MOST_OFF:
            way = "ahead" if ahead > timedelta() else "back"
            raise ClockWrong(f"the clock was set {way} since the server started")
