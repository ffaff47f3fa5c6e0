"""Which keys the servers of a database have: the same in every folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from issuance.database.tables import service_keys
from issuance.ledger.upsert import insert_new

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

ONE = 1


def fingerprint(question: Question) -> str | None:
    """Return the fingerprint of the servers' keys; None where no server has started yet."""
    found: str | None = question.connection.execute(select(service_keys.c.fingerprint)).scalar()
    return found


def keep_fingerprint(change: Change, new: str, *, replace: bool) -> str:
    """Keep a fingerprint if there is none, or replace the other; return what holds."""
    if not insert_new(change.connection, service_keys, {"id": ONE, "fingerprint": new}) and replace:
        change.connection.execute(update(service_keys).values(fingerprint=new))
    held = fingerprint(change)
    assert held is not None
    return held
