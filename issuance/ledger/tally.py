"""Counting against limits, and lock-outs.

::

    window   |---------------|---------------|
    attempts   1  2  3            1
                     └ the third of three: locked from here on, for lock_s; the sixth, again
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from issuance.database.tables import lockout, tally
from issuance.ledger.upsert import insert_or
from issuance.model import moment
from issuance.model.limit import Counts, Of
from issuance.refusal import LockedOut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit

    Subjects = Mapping[Of, str | None]


def refuse_locked(change: Change, limits: Sequence[Limit], subjects: Subjects) -> None:
    """Refuse who is locked out.

    Raises
    ------
    LockedOut
    """
    pairs = _pairs(limits, subjects)
    if not pairs:
        return
    rows = or_(
        *(
            and_(lockout.c.limit_name == limit.name, lockout.c.subject == subject)
            for limit, subject in pairs
        )
    )
    until = change.connection.execute(
        select(lockout.c.until).where(rows).order_by(lockout.c.until.desc()).limit(1)
    ).scalar()
    if until is not None and until > change.now:
        raise LockedOut(_seconds(until - change.now))


def attempt(change: Change, limits: Sequence[Limit], *, refused: bool = True) -> None:
    """Count an attempt at something that is no change, by the address of who tried.

    Raises
    ------
    LockedOut
        The address is locked out, and was before this attempt.
    """
    subjects = {Of.ADDRESS: change.who.address}
    refuse_locked(change, limits, subjects)
    count(change, limits, subjects, refused=refused)


def count(change: Change, limits: Sequence[Limit], subjects: Subjects, *, refused: bool) -> None:
    """Count an attempt, and lock out whose last one it was.

    Raises
    ------
    LockedOut
        Others were at it at the same moment, and this attempt is one too many.
    """
    for limit, subject in _pairs(limits, subjects):
        if limit.counts is Counts.REFUSED and not refused:
            continue
        start = _window(limit, change.now)
        end = start + timedelta(seconds=limit.window_s)
        attempts = _add(change, limit, subject, start, end)
        if attempts > limit.most and limit.counts is Counts.ALL:
            raise LockedOut(_seconds(end - change.now))
        # Only a fresh count locks again: one failure more is no reason to.
        if attempts % limit.most == 0:
            _lock(change, limit, subject)


def _pairs(limits: Sequence[Limit], subjects: Subjects) -> list[tuple[Limit, str]]:
    """Name whom each limit is about, in the order in which everybody locks these rows."""
    return [
        (limit, subject)
        for limit in sorted(limits, key=lambda limit: limit.name)
        if (subject := subjects.get(limit.of)) is not None
    ]


def _window(limit: Limit, now: datetime) -> datetime:
    length = limit.window_s * 1_000_000
    return moment.moment(moment.number(now) // length * length)


def _add(change: Change, limit: Limit, subject: str, start: datetime, end: datetime) -> int:
    row = {
        "limit_name": limit.name,
        "subject": subject,
        "window_start": start,
        "window_end": end,
        "count": 1,
    }
    query = _adding(change.connection.dialect.name)
    return int(change.connection.execute(query, row).scalar_one())


@cache
def _adding(dialect: str) -> Any:
    key = ["limit_name", "subject", "window_start"]
    more = {"count": tally.c.count + 1}
    query = insert_or(dialect, tally).on_conflict_do_update(index_elements=key, set_=more)
    return query.returning(tally.c.count)


def _lock(change: Change, limit: Limit, subject: str) -> None:
    until = change.now + timedelta(seconds=limit.lock_s)
    row = {"limit_name": limit.name, "subject": subject, "until": until}
    query = (
        insert_or(change.connection.dialect.name, lockout)
        .values(row)
        .on_conflict_do_update(index_elements=["limit_name", "subject"], set_={"until": until})
    )
    change.connection.execute(query)
    change.note("locked-out", limit.name, of=limit.of.value, who=subject, until=moment.text(until))


def _seconds(time: timedelta) -> int:
    """Round up: who comes back then is let in."""
    return max(1, -(-time // timedelta(seconds=1)))
