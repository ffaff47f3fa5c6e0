"""Expire what the end of a campaign has ended, and what was claimed and not stamped in time.

A voucher counts as expired from that moment on, swept or not (`Holding.at`); the sweep writes it
down and puts it back into the stock, so that lists and counts need not know the time for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, literal, or_, select, update

from issuance.database import tables
from issuance.ledger import rows
from issuance.model.caller import CLOCK
from issuance.model.voucher import LIVE, State

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from issuance.ledger.change import Change
    from issuance.ledger.ledger import Ledger
    from issuance.model.campaign import Campaign

# Vouchers in one transaction: others wait for a moment only.
BATCH = 200


def lapsed(now: datetime) -> ColumnElement[bool]:
    """Select vouchers that were not stamped in time; true or false, never null."""
    at = tables.voucher.c.lapses_at
    return and_(at.is_not(None), at <= now)


def over(now: datetime) -> ColumnElement[bool]:
    """Select vouchers, joined with their campaigns, that are live no more, as `Holding.at`."""
    return or_(tables.campaign.c.valid_until <= now, lapsed(now))


def live() -> ColumnElement[bool]:
    """Select vouchers that are written down as live."""
    return tables.voucher.c.state.in_([state.value for state in LIVE])


def expire_due(ledger: Ledger) -> int:
    """Expire what is over, some in each transaction; say how many vouchers."""
    expired = 0
    while some := ledger.change(CLOCK, expire_some):
        expired += some
    return expired


def expire_some(change: Change) -> int:
    """Expire up to a batch of vouchers, all of one campaign; say how many."""
    campaign, voucher = tables.campaign, tables.voucher
    ended = (
        select(campaign.c.id)
        .where(
            campaign.c.valid_until <= change.now,
            select(voucher.c.id).where(voucher.c.campaign_id == campaign.c.id, live()).exists(),
        )
        .order_by(campaign.c.valid_until)
        .limit(1)
    )
    unstamped = select(voucher.c.campaign_id).where(lapsed(change.now), live()).limit(1)
    for query in (ended, unstamped):
        due = change.connection.execute(query).scalar()
        if due is not None:
            locked = select(campaign).where(campaign.c.id == due).with_for_update(key_share=True)
            row = change.connection.execute(locked).one()
            return expire_campaign(change, rows.campaign(row))
    return 0


def expire_campaign(change: Change, campaign: Campaign) -> int:
    """Expire up to a batch of the vouchers of a campaign, whose row is locked; say how many."""
    voucher = tables.voucher
    has_ended = change.now >= campaign.valid_until
    is_due = live() if has_ended else and_(live(), lapsed(change.now))
    due = select(voucher.c.id).where(voucher.c.campaign_id == campaign.id, is_due).limit(BATCH)
    ended = literal(campaign.valid_until, voucher.c.ended_at.type)
    expired = list(
        change.connection.execute(
            update(voucher)
            .where(voucher.c.id.in_(due), is_due)
            .values(
                state=State.EXPIRED.value,
                ended_at=case((lapsed(campaign.valid_until), voucher.c.lapses_at), else_=ended),
                receipt_id=None,
                lapses_at=None,
                version=voucher.c.version + 1,
            )
            .returning(voucher.c.id)
        ).scalars()
    )
    taken = tables.campaign.c.taken - len(expired)
    change.connection.execute(
        update(tables.campaign).where(tables.campaign.c.id == campaign.id).values(taken=taken)
    )
    for voucher_id in sorted(expired):
        change.note("voucher-expired", voucher_id, campaign=campaign.id)
    return len(expired)
