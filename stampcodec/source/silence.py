"""Silence of a device that reports changes alone: what was down is down until it is told to lift.

::

    reported   5 ─────────────── 1.7 s ────────────── 5'
    given      5      5      5      5                 5'      so that a tracker sees no gap
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.stream.timed import TimedContacts

# A tracker takes a second without a word for a gap.
REPEAT_S = 0.4
# A longer silence is another day of the recording, or a clock that was set.
LONGEST_S = 60.0


class Silence:
    """Fills the time between two reports."""

    def __init__(self) -> None:
        self._last: TimedContacts | None = None

    def filled(self, item: TimedContacts) -> Iterator[TimedContacts]:
        """Yield what was down since the last report, every `REPEAT_S`, and then this report."""
        last, self._last = self._last, item
        if last is not None and last.contacts and item.time_s - last.time_s <= LONGEST_S:
            n = 1
            while last.time_s + n * REPEAT_S < item.time_s:
                yield last._replace(time_s=last.time_s + n * REPEAT_S)
                n += 1
        yield item
