"""Event loops whose time is the test's, so that no patience depends on the machine."""

from __future__ import annotations

import asyncio
from selectors import SelectSelector
from typing import Any


class HandLoop(asyncio.SelectorEventLoop):
    """A loop whose time can be moved ahead of that of the machine."""

    ahead_s = 0.0

    def time(self) -> float:
        """Return the time in seconds."""
        return super().time() + self.ahead_s

    def advance(self, seconds: float) -> None:
        """Let what is due until then become due."""
        self.ahead_s += seconds


class StillLoop(asyncio.SelectorEventLoop):
    """A loop whose time passes only while all tasks wait, and then at once."""

    def __init__(self) -> None:
        self.now_s = 0.0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        """Return the time in seconds."""
        return self.now_s


class _Skipping(SelectSelector):
    """Waits for files no longer than it must, and says that it did."""

    def __init__(self, loop: StillLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(None if timeout is None else 0)
        if timeout and not ready:
            self._loop.now_s += timeout
        return ready
