"""The chain of the audit trail: events appended under one lock. `audit.py` checks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, update

from issuance.database.tables import chain_head, event
from issuance.ledger import timekeeping
from issuance.model.event import Event, canonical

if TYPE_CHECKING:
    from sqlalchemy import Row

    from issuance.ledger.change import Change

LOCKED_HEAD = select(chain_head).with_for_update()
MOVE_HEAD = update(chain_head).values(
    seq=bindparam("to_seq"),
    hash=bindparam("to_hash"),
    at=bindparam("to_at"),
    doubted_at=bindparam("to_doubted_at"),
)
REWRITE_HEAD = update(chain_head).values(seq=chain_head.c.seq)
WRITE = insert(event)


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
