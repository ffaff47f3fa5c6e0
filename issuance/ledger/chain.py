"""The chain of the audit trail: events appended under one lock, and checked from the first on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, insert, select, update

from issuance.database.tables import chain_head, event
from issuance.ledger import rows
from issuance.model.event import GENESIS, Event, Verdict, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuance.ledger.change import Change

# Events that are read at a time.
BATCH = 1000

HEAD = select(chain_head.c.seq, chain_head.c.hash)
LOCKED_HEAD = HEAD.with_for_update()
MOVE_HEAD = update(chain_head).values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
WRITE = insert(event)


def append(change: Change) -> None:
    """Write the events of a change, each with the hash of the one before.

    The head is locked until the transaction ends, so it comes last: then nothing but the commit
    is waited for.
    """
    if not change.notes:
        return
    connection = change.connection
    seq, last = lock(connection)
    events = []
    for note in change.notes:
        seq += 1
        details = canonical(note.details)
        unhashed = Event(
            seq, change.now, change.who.actor, note.kind, note.subject, details, last, ""
        )
        events.append(replace(unhashed, hash=unhashed.expected_hash))
        last = events[-1].hash
    connection.execute(WRITE, [vars(written) for written in events])
    connection.execute(MOVE_HEAD, {"to_seq": seq, "to_hash": last})


def lock(connection: Connection) -> tuple[int, str]:
    """Let nobody else append until the transaction ends; return number and hash of the head."""
    seq, last = connection.execute(LOCKED_HEAD).one()
    return seq, last


def verify(connection: Connection, known: tuple[int, str] | None = None) -> Verdict:
    """Check every event, and that none is missing at the end.

    Parameters
    ----------
    connection : Connection
        In a transaction that sees one state of everything.
    known : (int, str), optional
        Number and hash of an event, as somebody noted them elsewhere.

    Returns
    -------
    Verdict
        With the first event that is not as it was written.
    """
    last, count = GENESIS, 0
    for found in _events(connection):
        problem = _problem(found, count + 1, last, known)
        if problem:
            return Verdict(count, last, count + 1, problem)
        last, count = found.hash, count + 1
    head_seq, head_hash = connection.execute(HEAD).one()
    if head_seq > count or (known is not None and known[0] > count):
        return Verdict(count, last, count + 1, "missing, the trail is cut off here")
    if (head_seq, head_hash) != (count, last):
        return Verdict(count, last, count, f"the head of the chain is at {head_seq}")
    return Verdict(count, last)


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


def _events(connection: Connection) -> Iterator[Event]:
    query = select(event).order_by(event.c.seq).limit(BATCH)
    after: int | None = None
    while True:
        batch = query if after is None else query.where(event.c.seq > after)
        found = [rows.event(row) for row in connection.execute(batch)]
        yield from found
        if len(found) < BATCH:
            return
        after = found[-1].seq
