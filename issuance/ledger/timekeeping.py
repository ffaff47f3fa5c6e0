"""Dates of events: they ascend, and what follows from a date that cannot be right is not done.

::

                    MOST_OFF                          LONGEST_REST
    ──────────────────┼────── the last event ──────────────┼──────────────► the clock says
     behind: refused  │  dated as the last event │ as it is │  as it is, and doubted: nothing is
                      │                          │          │  swept until somebody accepts it
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from issuance.clock import MOST_OFF
from issuance.database.tables import chain_head
from issuance.model import moment
from issuance.refusal import ClockWrong
from issuance.trail.order import ACCEPTED
from stampcodec import FileError

if TYPE_CHECKING:
    from sqlalchemy import Row

    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

# A service whose last event is longer ago has rested, or its clock is wrong; a person knows.
LONGEST_REST = timedelta(days=30)
COMMAND = "stampcodec admin clock accept"
BACKWARDS = f"dated before the event before it; if the clock was wrong: {COMMAND}"
DATES = select(chain_head.c.at, chain_head.c.doubted_at)


def date(change: Change, head: Row[Any]) -> tuple[datetime, datetime | None]:
    """Date the events of a change.

    Returns
    -------
    datetime
        Of the events: not before the last one, unless the clock is just being accepted.
    datetime or None
        Since when the clock is doubted.

    Raises
    ------
    ClockWrong
        The clock is behind the last event.
    """
    if any(note.kind == ACCEPTED for note in change.notes):
        return change.now, None
    if _is_behind(head.at, change.now):
        raise ClockWrong(f"the clock is behind the audit trail, which ends {moment.text(head.at)}")
    if head.doubted_at is None and _is_far_ahead(head.at, change.now):
        return change.now, change.now
    return max(change.now, head.at or change.now), head.doubted_at


def doubt(question: Question) -> str:
    """Say why nothing may be swept by the clock; empty where nothing speaks against it."""
    at, doubted_at = question.connection.execute(DATES).one()
    if doubted_at is None and not _is_far_ahead(at, question.now):
        return ""
    return f"the clock leapt more than {LONGEST_REST.days} days; if it is right: {COMMAND}"


def expect_not_behind(question: Question) -> None:
    """Expect a clock that is not behind the audit trail.

    Raises
    ------
    FileError
    """
    at, _ = question.connection.execute(DATES).one()
    if _is_behind(at, question.now):
        last, now = moment.text(at), moment.text(question.now)
        problem = f"expected later than the last event, {last}, got {now}; if it is right: "
        raise FileError("clock", "", problem + COMMAND)


def compare(question: Question) -> dict[str, str | None]:
    """Return the dates of now and of the last event, and why the clock is doubted, if it is."""
    told = _dates(question)
    return {**told, "doubt": doubt(question) or None}


def accept(change: Change) -> dict[str, str | None]:
    """Take the clock for right, whatever the trail says; return the dates before and now."""
    change.connection.execute(DATES.with_for_update())  # nobody appends meanwhile
    told = _dates(change)
    change.note(ACCEPTED, "clock", last_event_at=told["last_event_at"])
    return told


def _dates(question: Question) -> dict[str, str | None]:
    at, _ = question.connection.execute(DATES).one()
    last = None if at is None else moment.text(at)
    return {"now": moment.text(question.now), "last_event_at": last}


def _is_behind(last: datetime | None, now: datetime) -> bool:
    return last is not None and last - now > MOST_OFF


def _is_far_ahead(last: datetime | None, now: datetime) -> bool:
    return last is not None and now - last > LONGEST_REST
