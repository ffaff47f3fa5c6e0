"""Many attempts at the same thing at the same moment, by threads of several processes."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from issuance.clock import utc_now
from issuance.ledger import Ledger, open_ledger
from issuance.model.once import Repeated
from issuance.refusal import Refusal
from issuance.settings import Settings
from tests.shop import NOWHERE

PROCESSES, THREADS = 4, 10
PATIENCE_S = 300

Attempt = Callable[[Ledger, Any], object]


@dataclass(frozen=True)
class Outcome:
    """What became of all attempts: how many did it, and how many were refused by which slug."""

    done: int
    refused: Counter[str]
    answers: set[str]


@dataclass(frozen=True)
class Contest:
    """Processes that wait for something to compete about."""

    processes: ProcessPoolExecutor

    def hold(self, url: str, attempt: Attempt, tickets: Sequence[Any]) -> Outcome:
        """Make an attempt for each ticket.

        Parameters
        ----------
        url : str
            The database that all work on.
        attempt : function of a ledger and a ticket
            A function of a module, since it goes to other processes by its name.
        tickets : sequence
        """
        shares = [
            self.processes.submit(_work, url, attempt, tickets[n::PROCESSES])
            for n in range(PROCESSES)
        ]
        ends = [end for share in shares for end in share.result(PATIENCE_S)]
        refused = Counter(end for end in ends if end and not end.startswith("answer "))
        answers = {end for end in ends if end.startswith("answer ")}
        return Outcome(ends.count(""), refused, answers)


@contextmanager
def contest() -> Iterator[Contest]:
    """Start the processes, and end them with the block."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, context, _wait_here, (start,)) as processes:
        yield Contest(processes)


def _wait_here(start: Barrier) -> None:
    """Remember where all processes meet before they begin."""
    global _start  # noqa: PLW0603 - a barrier goes to a process only when it is born
    _start = start


def _work(url: str, attempt: Attempt, tickets: Sequence[Any]) -> list[str]:
    settings = Settings(NOWHERE, url, card_interval_s=0, busy_s=PATIENCE_S)
    ledger = open_ledger(settings, utc_now)
    with ThreadPoolExecutor(THREADS) as threads:
        _start.wait()
        ends = list(threads.map(lambda ticket: _end(attempt, ledger, ticket), tickets))
    ledger.close()
    return ends


def _end(attempt: Attempt, ledger: Ledger, ticket: Any) -> str:
    try:
        attempt(ledger, ticket)
    except Refusal as refusal:
        return refusal.slug
    except Repeated as repeated:
        return f"answer {repeated.answer}"
    return ""


_start: Barrier
