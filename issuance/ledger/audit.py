"""Check the audit trail: all of it, or what came after a checkpoint.

::

    events 1 … K in files  │  K + 1 … in the database
    ├─────┼─────┼─────┼─────┼─────┼─────┤     pieces, each checked by a process of its own:
                                              does it begin with the hash that the one before
                                              ends with?
    ├── a checkpoint until N ──┼── read ┤     its states, and the dates, go on from there

An event is read once and forgotten; of vouchers the last state is kept, in a temporary file.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from issuance.database.tables import archived, chain_head, event
from issuance.ledger.history import contradiction
from issuance.ledger.timekeeping import BACKWARDS
from issuance.model.event import GENESIS, Verdict
from issuance.refusal import Busy
from issuance.trail import archive, piece
from issuance.trail.order import Order
from issuance.trail.piece import Piece, split
from issuance.trail.rows import Source
from issuance.trail.run import UNLINKED
from issuance.trail.states import States
from stampcodec.workers import spread

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from issuance.ledger.question import Question
    from issuance.trail.checkpoint import Checkpoint
    from issuance.trail.run import Run

HEAD = select(chain_head.c.seq, chain_head.c.hash)
# Each is one look at an index; asked together they are a look at every row.
LOWEST = select(func.min(event.c.seq)).scalar_subquery()
HIGHEST = select(func.max(event.c.seq)).scalar_subquery()
ENDS = select(LOWEST, HIGHEST)
ARCHIVED = select(archived.c.seq, archived.c.hash)
CUT_OFF = "missing, the trail is cut off here"
ANOTHER = "another event than the one whose hash is known"
ELSEWHERE = "another event than the checkpoint's; was the trail written anew, is it another's?"
# Fewer events are not worth a process of their own.
WORTH_PROCESSES = 40_000


@dataclass(frozen=True)
class Check:
    """How a trail is checked.

    Attributes
    ----------
    known : (int, str), optional
        Number and hash of an event, as somebody noted them elsewhere.
    start : Checkpoint, optional
        What came before it is not read; without one everything is.
    states : Path, optional
        The file that the checkpoint was read from.
    archives : Path
        Folder of what was moved out of the database.
    jobs : int
        Processes that may be used.
    """

    known: tuple[int, str] | None = None
    start: Checkpoint | None = None
    states: Path | None = None
    archives: Path = Path(archive.FOLDER)
    jobs: int = 1

    def states_before(self) -> States:
        """Return the states that vouchers were in before what is read."""
        return States(self.states)


@dataclass(frozen=True)
class Found:
    """What a check found.

    Attributes
    ----------
    verdict : Verdict
    latest : int
        The latest date, microseconds since 1970; 0 before the first event.
    """

    verdict: Verdict
    latest: int


def verify(question: Question, how: Check | None = None) -> Verdict:
    """Check every event, that none is missing at the end, and that vouchers are as they tell.

    Returns
    -------
    Verdict
        With the first event that is not as it was written.

    Raises
    ------
    FileError
        An archive is missing or damaged.
    Busy
        Events were archived meanwhile.
    """
    how = how or Check()
    with how.states_before() as states:
        return examine(question, how, states).verdict


def examine(question: Question, how: Check, states: States) -> Found:
    """Check a trail as `verify` does, and go on with the states from before.

    Raises
    ------
    FileError, Busy
        As `verify`.
    """
    joined = _Joined(question, how, states)
    problem = joined.follow()
    if problem is None:
        problem = _at_the_end(question, how, joined)
    if problem is None:
        said = contradiction(question.connection, states)
        problem = (joined.count + 1, f"missing: {said}") if said else None
    if problem is None and joined.order.broken_at is not None:
        problem = joined.order.broken_at, BACKWARDS
    broken_at, why = (None, "") if problem is None else problem
    verdict = Verdict(joined.count, joined.last, broken_at, why, joined.since)
    return Found(verdict, joined.order.latest or 0)


def _at_the_end(question: Question, how: Check, joined: _Joined) -> tuple[int, str] | None:
    """Say what the row that holds the end of the chain is not as the chain is."""
    head = question.connection.execute(HEAD).one_or_none()
    if head is None:
        return joined.count, "the head of the chain is missing"
    if head.seq > joined.count or (how.known is not None and how.known[0] > joined.count):
        return joined.count + 1, CUT_OFF
    if tuple(head) != (joined.count, joined.last):
        return joined.count, f"the head of the chain is at {head.seq}"
    return None


class _Joined:
    """The runs of a trail, joined one after the other."""

    def __init__(self, question: Question, how: Check, states: States) -> None:
        self._question, self._how, self._states = question, how, states
        self._archived = moved_until(question)
        self.count, self.last, self.since, self.order = 0, GENESIS, 0, Order()
        # Hashes that events must have, with what it means if they have others.
        self._known: dict[int, tuple[str, str]] = {}
        if how.known is not None:
            self._known[how.known[0]] = how.known[1], ANOTHER
        if how.start is not None and how.start.events:
            self.since = how.start.events
            self._known[self.since] = how.start.head, ELSEWHERE
            self.order = Order(how.start.latest)

    def follow(self) -> tuple[int, str] | None:
        """Go through all of it; return the first event that is not as it was written, and why."""
        pieces = self._pieces()
        if not pieces and self.since > self.count:
            return self.count + 1, CUT_OFF
        many = sum(each.last - each.first + 1 for each in pieces) >= WORTH_PROCESSES
        with closing(spread(piece.check, pieces, self._how.jobs if many else 1)) as runs:
            for each, run in zip(pieces, runs, strict=True):
                problem = self._join(each, run)
                if problem:
                    self._expect_unmoved()
                    return self.count + 1, problem
        return None

    def _join(self, each: Piece, run: Run) -> str:
        """Take a run in, as far as it holds; say what is wrong with the event after that."""
        is_first = each.first == self.since
        if not is_first and run.previous is not None and run.previous != self.last:
            return UNLINKED
        if self.order.contradicts(run.order):
            run = piece.check(replace(each, latest=self.order.latest))
        known = self._known.get(each.last)
        if run.count and known is not None and run.hash != known[0]:
            # Known events are pieces of their own.
            self.count, self.last = each.first - 1, run.before_last
            return known[1]
        self.count = each.first - 1 + run.count
        if run.count:
            self.last = run.hash
        self.order.join(run.order)
        self._states.put(run.states)
        return run.problem or (self._missing() if self.count < each.last else "")

    def _missing(self) -> str:
        """Name the event that comes after those that hold, where one should be in between."""
        after = select(func.min(event.c.seq)).where(event.c.seq > self.count)
        return f"missing, the next event is {self._question.connection.execute(after).scalar()}"

    def _pieces(self) -> list[Piece]:
        """List what is to be read, and stand where it begins."""
        moved, moved_hash = self._archived
        if self.since == moved > 0 and self._known[moved][0] == moved_hash:
            # Nothing of the files is needed, not even the event that the checkpoint knows.
            self.count, self.last = moved, moved_hash
        lowest, highest = self._question.connection.execute(ENDS).one()
        begin, ends = max(self.since, self.count + 1), set(self._known)
        end = max(moved, highest or 0)
        if self.since > end:
            self.count = end
            return []
        pieces = []
        for file in archive.archives(self._how.archives, begin, moved):
            cuts = split(begin, min(file.last, moved), ends, archive.FILE_EVENTS)
            pieces += [Piece(file.path, first, last) for first, last in cuts]
            begin = file.last + 1
        source = source_of(self._question.connection)
        begin = max(begin, moved + 1)
        for first, last in split(begin, end, ends, piece.EVENTS):
            is_begin = first == 1 and (lowest or 1) < 1
            pieces.append(Piece(source, first, last, is_begin=is_begin))
        return pieces

    def _expect_unmoved(self) -> None:
        """Expect that what is not in the database was not moved out of it just now."""
        with self._question.connection.engine.connect() as connection:
            if moved_until(replace(self._question, connection=connection)) != self._archived:
                raise Busy("events were archived meanwhile; verify again")


def moved_until(question: Question) -> tuple[int, str]:
    """Return number and hash of the last event that was moved into a file."""
    row = question.connection.execute(ARCHIVED).one_or_none()
    return (0, GENESIS) if row is None else (row.seq, row.hash)


def source_of(connection: Connection) -> Source:
    """Say how the driver connects to the same database."""
    arguments, options = connection.dialect.create_connect_args(connection.engine.url)
    plain = {name: value for name, value in options.items() if isinstance(value, (str, int))}
    return Source(connection.dialect.name, tuple(arguments), plain)
