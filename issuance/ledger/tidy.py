"""Remove what nobody asks for any more. Nothing here is evidence; events are never removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from issuance.database import tables
from issuance.ledger.usage import KEPT

if TYPE_CHECKING:
    from issuance.ledger.change import Change

# A spent challenge is kept for a day: whoever asks about an hour ago finds it.
CHALLENGES_KEPT = timedelta(days=1)


def tidy(change: Change) -> int:
    """Remove old answers, challenges, counts and lock-outs; say how many rows."""
    answers_kept = timedelta(seconds=change.settings.answers_kept_s)
    old = (
        (tables.answer, tables.answer.c.at <= change.now - answers_kept),
        (tables.challenge, tables.challenge.c.expires_at <= change.now - CHALLENGES_KEPT),
        (tables.tally, tables.tally.c.window_end <= change.now),
        (tables.lockout, tables.lockout.c.until <= change.now),
        (tables.stamp_hour, tables.stamp_hour.c.start <= change.now - KEPT),
    )
    return sum(
        change.connection.execute(delete(table).where(is_old)).rowcount for table, is_old in old
    )
