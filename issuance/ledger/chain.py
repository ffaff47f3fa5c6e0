"""The chain of the audit trail: events appended under one lock, and checked from the first on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, bindparam, insert, select, type_coerce, update

from issuance.database.tables import chain_head, event
from issuance.ledger import timekeeping
from issuance.ledger.history import History
from issuance.model import moment
from issuance.model.event import GENESIS, Event, Verdict, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Row

    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

# Events that are read at a time.
BATCH = 1000

HEAD = select(chain_head.c.seq, chain_head.c.hash)
LOCKED_HEAD = select(chain_head).with_for_update()
MOVE_HEAD = update(chain_head).values(
    seq=bindparam("to_seq"),
    hash=bindparam("to_hash"),
    at=bindparam("to_at"),
    doubted_at=bindparam("to_doubted_at"),
)
REWRITE_HEAD = update(chain_head).values(seq=chain_head.c.seq)
WRITE = insert(event)
RAW = select(*(type_coerce(c, BigInteger).label("at") if c is event.c.at else c for c in event.c))
TEXTS = ("actor", "kind", "subject", "details", "previous", "hash")
UNREADABLE = "changed, it holds what no event is written with"


def append(change: Change) -> None:
    """Write the events of a change, each with the hash of the one before.

    The head is locked until the transaction ends, so it comes last: then nothing but the commit
    is waited for.
    """
    if not change.notes:
        return
    connection = change.connection
    head = lock(connection)
    at, doubted_at = timekeeping.date(change, head)
    seq, last = head.seq, head.hash
    events = []
    for note in change.notes:
        seq += 1
        details = canonical(note.details)
        unhashed = Event(seq, at, change.who.actor, note.kind, note.subject, details, last, "")
        events.append(replace(unhashed, hash=unhashed.expected_hash))
        last = events[-1].hash
    connection.execute(WRITE, [vars(written) for written in events])
    moved = {"to_seq": seq, "to_hash": last, "to_at": at, "to_doubted_at": doubted_at}
    connection.execute(MOVE_HEAD, moved)


def lock(connection: Connection) -> Row[Any]:
    """Let nobody else append until the transaction ends; return the head."""
    return connection.execute(LOCKED_HEAD).one()


def rewrite_head(change: Change) -> None:
    """Write the head as it is: who can do this can append an event."""
    lock(change.connection)
    change.connection.execute(REWRITE_HEAD)


def verify(question: Question, known: tuple[int, str] | None = None) -> Verdict:
    """Check every event, that none is missing at the end, and that vouchers are as they tell.

    Parameters
    ----------
    question : Question
    known : (int, str), optional
        Number and hash of an event, as somebody noted them elsewhere.

    Returns
    -------
    Verdict
        With the first event that is not as it was written.
    """
    connection = question.connection
    last, count = GENESIS, 0
    history, order = History(), timekeeping.Order()
    for row in _events(connection):
        found = _read(row)
        problem = UNREADABLE if found is None else _problem(found, count + 1, last, known)
        if found is None or problem:
            return Verdict(count, last, count + 1, problem)
        history.follow(found)
        order.follow(found)
        last, count = found.hash, count + 1
    head = connection.execute(HEAD).one_or_none()
    if head is None:
        return Verdict(count, last, count, "the head of the chain is missing")
    if head.seq > count or (known is not None and known[0] > count):
        return Verdict(count, last, count + 1, "missing, the trail is cut off here")
    if tuple(head) != (count, last):
        return Verdict(count, last, count, f"the head of the chain is at {head.seq}")
    contradiction = history.contradiction(connection)
    if contradiction:
        return Verdict(count, last, count + 1, f"missing: {contradiction}")
    return Verdict(count, last, order.broken_at, order.problem)


def _problem(found: Event, seq: int, last: str, known: tuple[int, str] | None) -> str:
    if found.seq != seq:
        return f"missing, the next event is {found.seq}"
    if found.previous != last:
        return "does not follow from the event before it"
    if found.hash != found.expected_hash:
        return "changed, its hash is that of another record"
    if known is not None and known[0] == seq and known[1] != found.hash:
        return "another event than the one whose hash is known"
    return ""


def _read(row: Row[Any]) -> Event | None:
    """Read an event; None where it holds what no event is written with."""
    fields = dict(row._mapping)
    if not all(isinstance(fields[name], str) for name in TEXTS):
        return None
    try:
        return Event(**{**fields, "at": moment.moment(fields["at"])})
    except (ValueError, TypeError, OverflowError):
        return None


def _events(connection: Connection) -> Iterator[Row[Any]]:
    """Read the rows, moments as numbers: they may have been made anything."""
    query = RAW.order_by(event.c.seq).limit(BATCH)
    after: int | None = None
    while True:
        batch = query if after is None else query.where(event.c.seq > after)
        found = connection.execute(batch).all()
        yield from found
        if len(found) < BATCH:
            return
        after = found[-1].seq
