"""Expire what the end of a campaign has ended.

A voucher counts as expired from that moment on, swept or not (`Holding.at`); the sweep writes it
down, so that lists and counts need not know the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from issuance.database import tables
from issuance.ledger import rows
from issuance.model.voucher import LIVE, State

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.campaign import Campaign

# Vouchers in one transaction: others wait for a moment only.
BATCH = 200


def expire_some(change: Change) -> int:
    """Expire up to a batch of vouchers, of the campaign that ended first; say how many."""
    campaign, voucher = tables.campaign, tables.voucher
    waiting = (
        select(voucher.c.id)
        .where(
            voucher.c.campaign_id == campaign.c.id,
            voucher.c.state.in_([state.value for state in LIVE]),
        )
        .exists()
    )
    row = change.connection.execute(
        select(campaign)
        .where(campaign.c.valid_until <= change.now, waiting)
        .order_by(campaign.c.valid_until)
        .limit(1)
        .with_for_update(key_share=True)
    ).one_or_none()
    return 0 if row is None else expire_campaign(change, rows.campaign(row), BATCH)


def expire_campaign(change: Change, campaign: Campaign, most: int | None = None) -> int:
    """Expire the vouchers of a campaign that has ended, whose row is locked; say how many."""
    if change.now < campaign.valid_until:
        return 0
    voucher = tables.voucher
    live = [state.value for state in LIVE]
    due = select(voucher.c.id).where(
        voucher.c.campaign_id == campaign.id, voucher.c.state.in_(live)
    )
    expired = list(
        change.connection.execute(
            update(voucher)
            .where(voucher.c.id.in_(due.limit(most)), voucher.c.state.in_(live))
            .values(
                state=State.EXPIRED.value,
                ended_at=campaign.valid_until,
                receipt_id=None,
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
