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

from sqlalchemy import and_, or_, select, tuple_

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
    named = pairs(limits, subjects)
    if not named:
        return
    rows = or_(
        *(
            and_(lockout.c.limit_name == limit.name, lockout.c.subject == subject)
            for limit, subject in named
        )
    )
    until = change.connection.execute(
        select(lockout.c.until).where(rows).order_by(lockout.c.until.desc()).limit(1)
    ).scalar()
    if until is not None and until > change.now:
        raise LockedOut(seconds(until - change.now))


def attempt(change: Change, limits: Sequence[Limit], *, refused: bool = True) -> None:
    """Count an attempt at something that is no change, by the address of who tried.

    Raises
    ------
    LockedOut
        The address is locked out, and was before this attempt.
    """
    subjects = change.who.places
    refuse_locked(change, limits, subjects)
    count(change, limits, subjects, refused=refused)


def count(
    change: Change,
    limits: Sequence[Limit],
    subjects: Subjects,
    *,
    refused: bool,
    wrong: bool = False,
) -> None:
    """Count an attempt, and lock out whose last one it was; a wrong one is a refused one, too.

    Raises
    ------
    LockedOut
        Others were at it at the same moment, and this attempt is one too many.
    """
    for limit, subject in pairs(limits, subjects):
        if not {Counts.ALL: True, Counts.REFUSED: refused, Counts.WRONG: wrong}[limit.counts]:
            continue
        attempts = add(change, limit, subject, 1)
        if attempts > limit.most and limit.counts is Counts.ALL:
            end = window(limit, change.now) + timedelta(seconds=limit.window_s)
            raise LockedOut(seconds(end - change.now))
        # Only a fresh count locks again: one failure more is no reason to.
        if attempts % limit.most == 0:
            _lock(change, limit, subject)


def counted(change: Change, limits: Sequence[Limit], subjects: Subjects) -> list[tuple[Limit, int]]:
    """List what was counted in the windows of now; what was not counted yet is left out."""
    wanted = {
        (limit.name, subject, window(limit, change.now)): limit
        for limit, subject in pairs(limits, subjects)
    }
    if not wanted:
        return []
    columns = (tally.c.limit_name, tally.c.subject, tally.c.window_start)
    query = select(*columns, tally.c.count).where(tuple_(*columns).in_(list(wanted)))
    return [
        (wanted[name, subject, start], count)
        for name, subject, start, count in change.connection.execute(query)
    ]


def pairs(limits: Sequence[Limit], subjects: Subjects) -> list[tuple[Limit, str]]:
    """Name whom each limit is about, in the order in which everybody locks these rows."""
    return [
        (limit, subject)
        for limit in sorted(limits, key=lambda limit: limit.name)
        if (subject := subjects.get(limit.of)) is not None
    ]


def window(limit: Limit, now: datetime) -> datetime:
    """Return the beginning of the window that a moment is in."""
    length = limit.window_s * 1_000_000
    return moment.moment(moment.number(now) // length * length)


def add(change: Change, limit: Limit, subject: str, attempts: int) -> int:
    """Add to the count of a window, which others wait for until the transaction ends.

    Returns
    -------
    int
        The count.
    """
    start = window(limit, change.now)
    row = {
        "limit_name": limit.name,
        "subject": subject,
        "window_start": start,
        "window_end": start + timedelta(seconds=limit.window_s),
        "count": attempts,
    }
    query = _adding(change.connection.dialect.name)
    return int(change.connection.execute(query, row).scalar_one())


@cache
def _adding(dialect: str) -> Any:
    key = ["limit_name", "subject", "window_start"]
    query = insert_or(dialect, tally)
    more = {"count": tally.c.count + query.excluded["count"]}
    query = query.on_conflict_do_update(index_elements=key, set_=more)
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


def seconds(time: timedelta) -> int:
    """Round up: who comes back then is let in."""
    return max(1, -(-time // timedelta(seconds=1)))
