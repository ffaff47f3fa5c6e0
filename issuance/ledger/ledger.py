"""The ledger's one door: how a question is asked of it, and how a change is made in it.

::

    who asks ─► locked out? ─► conditional updates ─► counts ─► answer ─► events ─► commit
                                                                       chain locked ┘

What is asked and what changes is a function in the file of its noun, and who asks names it::

    ledger.ask(find.campaign, campaign_id, who)
    ledger.change(who, claim.claim, device_id, campaign_id)
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from issuance.database.engine import again
from issuance.ledger import answers, chain
from issuance.ledger.change import Again, Change
from issuance.ledger.question import Question
from issuance.refusal import Busy, Conflict, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.clock import Clock, Steady
    from issuance.database.engine import Database
    from issuance.ledger.change import Note
    from issuance.model.caller import Caller
    from issuance.model.once import Once
    from issuance.settings import Settings

T = TypeVar("T")
P = ParamSpec("P")

# A transaction that met another one is run again so often before somebody is told.
ATTEMPTS = 10


class Ledger:
    """What the service knows, and the two ways of working with it. Safe to share by threads.

    What is refused is a `Refusal`, and then nothing has changed (but see `NotAccepted`).
    """

    def __init__(
        self, database: Database, settings: Settings, clock: Clock, steady: Steady | None = None
    ) -> None:
        self._database, self._settings = database, settings
        self._clock, self._steady = clock, steady
        self._hearers: list[Callable[[Note], None]] = []

    def ask(
        self,
        find: Callable[Concatenate[Question, P], T],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Ask something of one state of everything.

        Parameters
        ----------
        find : function
            Answers a `Question`: one of `find`, `lists`, `counts` and so on.
        arguments, options
            What else it takes.
        """
        with self._database.reading() as connection:
            return find(Question(connection, self._clock()), *arguments, **options)

    def change(
        self,
        who: Caller,
        work: Callable[Concatenate[Change, P], T | Refusal],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Make a change as one transaction, again where others were faster.

        Parameters
        ----------
        who : Caller
            Who asks for it.
        work : function
            Makes a `Change`: one of `claim`, `present`, `redeem` and so on. A refusal that it
            returns is raised after the commit, one that it raises undoes everything.
        arguments, options
            What else it takes.

        Raises
        ------
        Refusal
        Busy
            Others were faster every time, or the clock was set.
        """
        return self.change_once(None, who, work, *arguments, **options)

    def change_once(
        self,
        once: Once | None,
        who: Caller,
        work: Callable[Concatenate[Change, P], T | Refusal],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> T:
        """Make a change that a client may ask for again: the answer is kept with it.

        Raises
        ------
        Repeated
            It was made before; with the first answer.
        IdempotencyMismatch
            The client's key was used for something else.
        Refusal, Busy
            As `change`.
        """

        def asked(change: Change) -> T | Refusal:
            return work(change, *arguments, **options)

        if self._steady is not None:
            self._steady.expect()
        task: Callable[[Change], T | Refusal] = asked
        for _ in range(ATTEMPTS):
            try:
                with self._database.writing() as connection:
                    change = Change(connection, self._clock(), who, self._settings)
                    if once is not None:
                        answers.repeat(change, once)
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
            for note in change.notes:
                for hearer in self._hearers:
                    hearer(note)
            if isinstance(result, Refusal):
                raise result
            return result
        raise Busy("others were faster every time")

    def hear(self, hearer: Callable[[Note], None]) -> None:
        """Call a function with every event of this ledger's changes, after their commit."""
        self._hearers.append(hearer)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _refused(conflict: Conflict, change: Change) -> Refusal:
    """Change nothing, and answer so."""
    del change
    return conflict
