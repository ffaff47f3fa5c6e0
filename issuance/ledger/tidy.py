"""Remove what nobody asks for any more. Nothing here is evidence; events are never removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from issuance.database import tables
from issuance.ledger.usage import KEPT

if TYPE_CHECKING:
    from sqlalchemy import Select

    from issuance.ledger.change import Change

# A spent challenge is kept for a day: whoever asks about an hour ago finds it.
CHALLENGES_KEPT = timedelta(days=1)
# A page without a voucher is opened anew, not kept. Devices are looked at for a week at that age,
# so that looking costs the same however many there ever were.
DEVICES_KEPT, DEVICES_LOOKED_AT = timedelta(days=90), timedelta(days=7)
MOST_DEVICES = 1000


def tidy(change: Change) -> int:
    """Remove old rows, of answers, tokens and counts, and idle devices; say how many."""
    answers_kept = timedelta(seconds=change.settings.answers_kept_s)
    old = (
        (tables.answer, tables.answer.c.at <= change.now - answers_kept),
        (tables.challenge, tables.challenge.c.expires_at <= change.now - CHALLENGES_KEPT),
        (tables.handover, tables.handover.c.expires_at <= change.now),
        (tables.tally, tables.tally.c.window_end <= change.now),
        (tables.lockout, tables.lockout.c.until <= change.now),
        (tables.stamp_hour, tables.stamp_hour.c.start <= change.now - KEPT),
        (tables.device, tables.device.c.id.in_(_idle(change))),
    )
    return sum(
        change.connection.execute(delete(table).where(is_old)).rowcount for table, is_old in old
    )


def _idle(change: Change) -> Select[tuple[str]]:
    """Select some devices that never had a voucher; one that comes back gets another token."""
    device, voucher = tables.device, tables.voucher
    has_one = select(voucher.c.id).where(voucher.c.device_id == device.c.id).exists()
    last = change.now - DEVICES_KEPT
    old = device.c.created_at.between(last - DEVICES_LOOKED_AT, last)
    return select(device.c.id).where(old, ~has_one).limit(MOST_DEVICES)
