"""How often a stamp is used, hour by hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from issuance.database import tables
from issuance.ledger.upsert import insert_or
from issuance.model.presentation import HourOfUse

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

HOUR = timedelta(hours=1)
# A year, so that last year's season can be compared.
KEPT = timedelta(days=366)


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of an hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_use(change: Change, stamp_id: str, *, accepted: bool) -> None:
    """Count one use of a stamp."""
    row = {
        "stamp_id": stamp_id,
        "start": hour_of(change.now),
        "accepted": int(accepted),
        "refused": int(not accepted),
    }
    change.connection.execute(_adding(change.connection.dialect.name), row)


@cache
def _adding(dialect: str) -> Any:
    hours = tables.stamp_hour
    query = insert_or(dialect, hours)
    sums = {name: hours.c[name] + query.excluded[name] for name in ("accepted", "refused")}
    return query.on_conflict_do_update(index_elements=["stamp_id", "start"], set_=sums)


def hours_of_use(question: Question, stamp_id: str, since: datetime) -> list[HourOfUse]:
    """List the hours in which a stamp was used, in order of time."""
    hours = tables.stamp_hour
    query = (
        select(hours.c.start, hours.c.accepted, hours.c.refused)
        .where(hours.c.stamp_id == stamp_id, hours.c.start >= since)
        .order_by(hours.c.start)
    )
    return [HourOfUse(*row) for row in question.connection.execute(query)]
