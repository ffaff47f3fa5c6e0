"""Expiry: a view of a voucher at a moment, and what follows from it for the stock.

A voucher counts as expired from the end of its campaign on (`Holding.at`), and as valid again if
the end is moved or the clock put right: nothing is written down. Only a claim that no stamp touched
in time is given up, since its place goes back into the stock; `restore_due` is the inverse, for
what was given up by a clock that was wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from issuance.clock import MOST_OFF
from issuance.database import tables
from issuance.ledger import rows
from issuance.ledger.store import store
from issuance.model.caller import CLOCK
from issuance.model.voucher import LIVE, RECEIPT_PREFIX, State

if TYPE_CHECKING:
    from collections.abc import Callable
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
    """Select vouchers, of `find.PROMISES`, that are live no more, as `Holding.at` shows them."""
    ended = (each.c.valid_until <= now for each in (tables.campaign, tables.promise))
    return or_(and_(*ended), lapsed(now))


def live() -> ColumnElement[bool]:
    """Select vouchers that are written down as live."""
    return tables.voucher.c.state.in_([state.value for state in LIVE])


def expire_due(ledger: Ledger) -> int:
    """Give up claims that were not stamped in time, some in each transaction; say how many."""
    return _all(ledger, _expire_some)


def restore_due(ledger: Ledger) -> int:
    """Bring back what was given up before its time, as far as there is stock; say how many.

    Only a clock that was ahead, and is right again, leaves such vouchers behind.
    """
    return _all(ledger, _restore_some)


def _all(ledger: Ledger, work: Callable[[Change], int]) -> int:
    done = 0
    while some := ledger.change(CLOCK, work):
        done += some
    return done


def _expire_some(change: Change) -> int:
    """Give up to a batch of claims up, all of one campaign; say how many."""
    voucher = tables.voucher
    is_due = and_(lapsed(change.now), live())
    campaign = _locked(change, is_due)
    if campaign is None:
        return 0
    due = select(voucher.c.id).where(voucher.c.campaign_id == campaign.id, is_due).limit(BATCH)
    expired = list(
        change.connection.execute(
            update(voucher)
            .where(voucher.c.id.in_(due), is_due)
            .values(
                state=State.EXPIRED.value,
                ended_at=voucher.c.lapses_at,
                receipt_id=None,
                lapses_at=None,
                version=voucher.c.version + 1,
            )
            .returning(voucher.c.id)
        ).scalars()
    )
    _count(change, campaign, -len(expired))
    for voucher_id in sorted(expired):
        change.note("voucher-expired", voucher_id, campaign=campaign.id)
    return len(expired)


def _restore_some(change: Change) -> int:
    """Bring up to a batch of vouchers back, all of one campaign; say how many."""
    voucher, campaigns = tables.voucher, tables.campaign
    expired = voucher.c.state == State.EXPIRED.value
    early = and_(expired, voucher.c.ended_at > change.now + MOST_OFF)
    has_room = or_(campaigns.c.stock.is_(None), campaigns.c.taken < campaigns.c.stock)
    campaign = _locked(change, and_(early, has_room))
    if campaign is None:
        return 0
    room = BATCH if campaign.stock_left is None else min(BATCH, campaign.stock_left)
    query = select(voucher).where(early, voucher.c.campaign_id == campaign.id)
    found = change.connection.execute(query.order_by(voucher.c.id).limit(room)).all()
    for before in map(rows.voucher, found):
        verified = before.verified_at is not None
        after = replace(
            before,
            state=State.VERIFIED if verified else State.UNVERIFIED,
            ended_at=None,
            lapses_at=before.ended_at if before.stamped_at is None else None,
            receipt_id=change.new(RECEIPT_PREFIX) if verified else None,
            version=before.version + 1,
        )
        store(change, before, after)
        told = {"campaign": campaign.id, "state": after.state.value}
        change.note("voucher-restored", after.id, **told)
    _count(change, campaign, len(found))
    return len(found)


def _locked(change: Change, which: ColumnElement[bool]) -> Campaign | None:
    """Lock the campaign of a voucher that is due, if there is one."""
    campaign = tables.campaign
    joined = tables.voucher.join(campaign)
    due = select(campaign.c.id).select_from(joined).where(which).limit(1)
    found = change.connection.execute(due).scalar()
    if found is None:
        return None
    locked = select(campaign).where(campaign.c.id == found).with_for_update(key_share=True)
    return rows.campaign(change.connection.execute(locked).one())


def _count(change: Change, campaign: Campaign, more: int) -> None:
    taken = tables.campaign.c.taken + more
    change.connection.execute(
        update(tables.campaign).where(tables.campaign.c.id == campaign.id).values(taken=taken)
    )
