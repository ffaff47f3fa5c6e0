"""Times as devices tell them: they may begin anywhere and step back.

A time that steps back counts as the time before it; those after it follow at their own distance, so
that a clock that was set back neither makes a press longer nor stops it::

    told     100  116  108  124        -9990  -9974
    settled  100  116  116  132          ...   + 16

References
----------
ftlabs/fastclick issues 549 and 550: iPhones whose ``timeStamp`` lags or is negative after waking.
"""

from __future__ import annotations

import math


class Times:
    """Turns the times of a recording into times that never step back.

    Attributes
    ----------
    steps_back : int
        How often a time stepped back.
    """

    def __init__(self) -> None:
        self.steps_back = 0
        self._told = -math.inf
        self._added = 0.0

    def settle(self, time_ms: float) -> float:
        """Return the time that one in the recording stands for, ms."""
        if time_ms < self._told:
            self.steps_back += 1
            self._added += self._told - time_ms
        self._told = time_ms
        return time_ms + self._added
