"""What goes on beside the requests: alarms about stamps, and the chores of the ledger.

Nothing here is needed for any answer to be right: a process that dies loses a look at stamps that
the next touch of each brings about again.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from issuance.defence.alarm import HISTORY, unusual_use
from issuance.ledger import alarms, expire, find, tidy, timekeeping, usage
from issuance.model.caller import CLOCK
from issuance.refusal import Busy
from issuance.server.log import log

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.ledger.change import Note
    from issuance.server.service import Service

LOOK_S, CHORES_S = 5.0, 60.0


class Watch:
    """Looks after a service on a thread of its own, from `start` to `stop`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._touched: set[str] = set()
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        service.ledger.hear(self._hear)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is under way."""
        self._stop.set()
        self._thread.join()

    def look(self) -> None:
        """Look at the stamps that were touched, and raise what alarms there are."""
        with self._lock:
            touched, self._touched = self._touched, set()
        ledger, now = self._service.ledger, self._service.now()
        for stamp_id in sorted(touched):
            stamp = ledger.ask(find.stamp, stamp_id, CLOCK)
            hours = ledger.ask(usage.hours_of_use, stamp.id, now - HISTORY)
            for unusual in unusual_use(hours, now, stamp.status):
                about = (stamp.id, unusual.kind, unusual.details)
                ledger.change(CLOCK, alarms.raise_about_stamp, *about)

    def do_chores(self) -> None:
        """Give up what lapsed, and remove what nobody asks for, if the clock can be right."""
        doubt = self._service.ledger.ask(timekeeping.doubt)
        if doubt:
            log(logging.WARNING, "clock-doubted", why=doubt)
            return
        expired = expire.expire_due(self._service.ledger)
        restored = expire.restore_due(self._service.ledger)
        removed = self._service.ledger.change(CLOCK, tidy.tidy)
        if expired or restored or removed:
            log(logging.INFO, "chores", expired=expired, restored=restored, removed=removed)

    def _run(self) -> None:
        chores_at = time.monotonic() + LOOK_S
        while not self._stop.wait(LOOK_S):
            self._try(self.look)
            if time.monotonic() >= chores_at:
                chores_at = time.monotonic() + CHORES_S
                self._try(self.do_chores)

    def _hear(self, note: Note) -> None:
        """Log and count an alarm that was raised; have a look at a stamp soon that was shown."""
        if note.kind == alarms.RAISED:
            kind = note.details["of"]
            self._service.metrics.alarms.labels(kind).inc()
            log(logging.WARNING, "alarm", kind=kind, about=note.subject)
        if "stamp" in note.details:
            with self._lock:
                self._touched.add(note.details["stamp"])

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (SQLAlchemyError, Busy) as error:
            # The database is away; so it is for the requests, which say so.
            log(logging.WARNING, "watch-failed", error=type(error).__name__)
