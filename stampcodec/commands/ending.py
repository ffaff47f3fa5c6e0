"""When a command that listens must end: a signal, or the time that it was given."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType
    from typing import Any

    from typing_extensions import Self

# Systems that have no alarm look at the clock that often.
LOOK_S = 0.5


class EndedError(Exception):
    """The time is up, or the process was asked to end, while it waited."""


class Ending:
    """Ends a wait when the process is asked to end, or when a time is up.

    A context manager that takes the signals and gives them back. Outside of `waiting` a signal is
    only noted, so that nothing is cut in the middle of a line.

    Attributes
    ----------
    was_asked : bool
        SIGTERM came.
    """

    def __init__(self) -> None:
        self.was_asked = False
        self._is_waiting = False
        self._end_s: float | None = None
        self._before: dict[int, Any] = {}

    def after(self, seconds: float) -> None:
        """End after so many seconds."""
        self._end_s = time.monotonic() + seconds
        if hasattr(signal, "setitimer"):
            self._take(signal.SIGALRM)
            signal.setitimer(signal.ITIMER_REAL, seconds)

    @property
    def wait_s(self) -> float | None:
        """How long to wait at once; None where a signal ends the wait."""
        if self._end_s is None or hasattr(signal, "setitimer"):
            return None
        return max(0.0, min(LOOK_S, self._end_s - time.monotonic()))

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let a signal end what is done within.

        Raises
        ------
        EndedError
            It did, or it has come already.
        """
        self._is_waiting = True
        try:
            if self._must_end():
                raise EndedError
            yield
        finally:
            self._is_waiting = False

    def __enter__(self) -> Self:
        """Take the signal."""
        self._take(signal.SIGTERM)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _take(self, number: int) -> None:
        self._before[number] = signal.signal(number, self._hear)

    def _hear(self, number: int, _: FrameType | None) -> None:
        self.was_asked |= number == signal.SIGTERM
        if self._is_waiting and self._must_end():
            raise EndedError

    def _must_end(self) -> bool:
        return self.was_asked or (self._end_s is not None and time.monotonic() >= self._end_s)
