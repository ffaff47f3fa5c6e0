"""Whether the server can do what it is there for: read its database, and write it.

::

    asked ─ looked a moment ago? ─► the same answer
              └ no ─► one look, on a thread of its own ─ within ANSWER_S ─► what it found
                                                         └ not so soon ──► not ready

A look changes nothing but writes, so that a full disk shows, and takes the lock that every change
takes, so that who holds it shows. It needs none of the threads that answer requests: when they all
wait, that is what an operator must hear.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from issuance.ledger import chain, form
from issuance.model.caller import CLOCK
from issuance.refusal import Refusal
from stampcodec import FileError

if TYPE_CHECKING:
    from issuance.server.service import Service

# Anybody may ask: the database is looked at once in this time, however many do.
FRESH_S = 1.0
ANSWER_S = 2.0


class Readiness:
    """Looks at a service's database when it is asked, on the event loop's thread alone."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = ThreadPoolExecutor(1, "ready")
        self._look: asyncio.Future[str] | None = None
        self._looked_at = -FRESH_S

    def stop(self) -> None:
        """End, after what is under way."""
        self._thread.shutdown()

    async def problem(self) -> str:
        """Say why the service is not ready; empty when it is."""
        look = self._look
        if look is None or (look.done() and time.monotonic() - self._looked_at >= FRESH_S):
            self._looked_at = time.monotonic()
            loop = asyncio.get_running_loop()
            look = self._look = loop.run_in_executor(self._thread, self._find)
        done, _ = await asyncio.wait({look}, timeout=ANSWER_S)
        return look.result() if done else f"the database did not answer within {ANSWER_S:g} s"

    def _find(self) -> str:
        ledger = self._service.ledger
        try:
            ledger.ask(form.expect_current)
            ledger.change(CLOCK, chain.rewrite_head)
        except (FileError, Refusal) as problem:
            return str(problem)
        except SQLAlchemyError:
            return "the database cannot be reached"
        return ""
