"""One ascending time for a device whose clock begins anew whenever it restarts."""

from __future__ import annotations

# After a restart time goes on so much later. How long a restart took cannot be told from a
# recording; this is longer than the pause that ends a press.
RESTART_US = 2_000_000


class Timeline:
    """Turns the times of a device into seconds that ascend over its restarts.

    ::

        device   0.1  0.2  0.3 │ 0.1  0.2
        seconds  0.1  0.2  0.3 │ 2.3  2.4
    """

    def __init__(self) -> None:
        self._added_us = 0
        self._last_us: int | None = None
        self._last_s = float("-inf")
        self._is_new = False

    def restart(self) -> None:
        """Expect a clock that begins anew."""
        self._is_new = True

    def at(self, time_us: int) -> float | None:
        """Return the seconds of a time of the device; None where they do not ascend.

        Parameters
        ----------
        time_us : int
            Microseconds since the device started.
        """
        if self._is_new and self._last_us is not None:
            self._added_us = self._last_us + RESTART_US - time_us
        self._is_new = False
        whole_us = time_us + self._added_us
        time_s = whole_us / 1e6
        if time_s <= self._last_s:
            return None
        self._last_us, self._last_s = whole_us, time_s
        return time_s
