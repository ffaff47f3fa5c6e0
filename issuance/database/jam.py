"""A jam: somebody holds a lock for longer than one waits, and everybody who waits holds a thread.

::

    free ─ one waited in vain ─► jammed ─ REST_S ─► one more tries ─ it came through ─► free
                                   ▲   others are refused at once      │
                                   └────────────── in vain ────────────┘

Without it four changes that wait take all four threads of a process, and who only reads waits, too.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from issuance.refusal import Locked

if TYPE_CHECKING:
    from collections.abc import Iterator

REST_S = 1.0


class Jam:
    """Lets changes pass while they come through, and one at a time while they do not.

    Safe to share by threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rests_until: float | None = None
        self._tried = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Make a change, or be refused at once.

        Raises
        ------
        Locked
            It waited in vain, or others did a moment ago.
        """
        self._enter()
        try:
            yield
        except Locked:
            with self._lock:
                self._rests_until, self._tried = time.monotonic() + REST_S, False
            raise
        except BaseException:
            # It came as far as any other change does.
            self._clear()
            raise
        self._clear()

    def expect_free(self) -> None:
        """Expect that a change may try now.

        Raises
        ------
        Locked
            Others waited in vain a moment ago, or one of them still does.
        """
        with self._lock:
            self._expect_free()

    def _enter(self) -> None:
        with self._lock:
            self._expect_free()
            self._tried = self._rests_until is not None

    def _expect_free(self) -> None:
        if self._rests_until is None:
            return
        if self._tried or time.monotonic() < self._rests_until:
            raise Locked("the database is being written by others")

    def _clear(self) -> None:
        with self._lock:
            self._rests_until, self._tried = None, False
