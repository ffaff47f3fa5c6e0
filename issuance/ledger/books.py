"""The books: how a question is asked of the database, and how a change is made in it.

::

    who asks ─► locked out? ─► conditional updates ─► counts ─► answer ─► events ─► commit
                                                                       chain locked ┘
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from issuance.database.engine import again
from issuance.ledger import answers, chain
from issuance.ledger.change import Again, Change
from issuance.refusal import Busy, Conflict, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from issuance.clock import Clock
    from issuance.database.engine import Database
    from issuance.model.caller import Caller
    from issuance.model.once import Once
    from issuance.model.page import Page
    from issuance.model.voucher import Holding
    from issuance.settings import Settings

T = TypeVar("T")
P = ParamSpec("P")

# A transaction that met another one is run again so often before somebody is told.
ATTEMPTS = 10


class Books:
    """A database, and the two ways of working with it. Safe to share by threads."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database, self._settings, self._clock = database, settings, clock

    def read(
        self,
        ask: Callable[Concatenate[Connection, P], T],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Ask something of one state of everything."""
        with self._database.reading() as connection:
            return ask(connection, *arguments, **options)

    def change(
        self,
        who: Caller,
        once: Once | None,
        work: Callable[Concatenate[Change, P], T | Refusal],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Make a change as one transaction, again where others were faster."""

        def asked(change: Change) -> T | Refusal:
            return work(change, *arguments, **options)

        task: Callable[[Change], T | Refusal] = asked
        for _ in range(ATTEMPTS):
            try:
                with self._database.writing() as connection:
                    change = Change(connection, self._clock(), who, self._settings)
                    if once is not None:
                        answers.repeat(connection, once)
                    result = task(change)
                    if once is not None:
                        answers.keep(change, once, result)
                    chain.append(change)
            except Again:
                continue
            except Conflict as conflict:
                if once is None or not conflict.is_answer:
                    raise
                # What was done is undone; the refusal is kept on its own.
                task = partial(_refused, conflict)
                continue
            except DBAPIError as error:
                if not again(error):
                    raise
                continue
            if isinstance(result, Refusal):
                raise result
            return result
        raise Busy("others were faster every time")

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def as_of_now(self, page: Page[Holding]) -> Page[Holding]:
        """Return vouchers as they are now, swept or not."""
        now = self._clock()
        return type(page)([holding.at(now) for holding in page.items], page.next)


def _refused(conflict: Conflict, change: Change) -> Refusal:
    """Change nothing, and answer so."""
    del change
    return conflict
