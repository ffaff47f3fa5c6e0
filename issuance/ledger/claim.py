"""Claim a voucher: stock and the customer's limit hold, whoever claims at the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, not_, or_, select, update

from issuance.database import tables
from issuance.ledger import find, rows, tally
from issuance.ledger.expire import lapsed
from issuance.model.campaign import Mode
from issuance.model.limit import Of
from issuance.model.voucher import PREFIX, RECEIPT_PREFIX, TAKEN, Holding, State, Voucher, short_of
from issuance.refusal import CustomerLimit, NotOpen, OutOfStock
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.campaign import Campaign
    from issuance.model.limit import Limit
    from issuance.model.merchant import Merchant


def claim(
    change: Change, device_id: str, campaign_id: str, limits: Sequence[Limit] = ()
) -> Holding:
    """Give a device a voucher of a campaign.

    Raises
    ------
    NotFound
        No such campaign.
    LockedOut, NotOpen, OutOfStock, CustomerLimit
    """
    before = find.campaign(change, campaign_id, change.who)
    merchant = find.merchant(change, before.merchant_id, change.who)
    subjects = {
        Of.DEVICE: device_id,
        Of.MERCHANT: merchant.id,
        **change.who.places,
    }
    tally.refuse_locked(change, limits, subjects)
    found = _take(change, before)
    refuse_greedy(change, found, device_id)
    voucher = _new_voucher(change, found, merchant, device_id)
    change.connection.execute(
        insert(tables.voucher),
        {**vars(voucher), "state": voucher.state.value, "short": short_of(voucher.id)},
    )
    change.note(
        "voucher-claimed",
        voucher.id,
        campaign=found.id,
        device=device_id,
        state=voucher.state.value,
    )
    tally.count(change, limits, subjects, refused=False)
    return Holding(voucher, found, merchant)


def _take(change: Change, found: Campaign) -> Campaign:
    """Take one from the stock; from here on, others who claim of this campaign wait.

    Returns
    -------
    Campaign
        As it is from here on: its terms may be others than those that were found.
    """
    campaign = tables.campaign
    row = change.connection.execute(
        update(campaign)
        .where(
            campaign.c.id == found.id,
            campaign.c.valid_from <= change.now,
            campaign.c.valid_until > change.now,
            or_(campaign.c.stock.is_(None), campaign.c.taken < campaign.c.stock),
        )
        .values(taken=campaign.c.taken + 1)
        .returning(campaign)
    ).one_or_none()
    if row is None:
        if not found.open_at(change.now):
            raise NotOpen("the campaign has not begun, or is over")
        raise OutOfStock("all vouchers of the campaign are given out")
    return rows.campaign(row)


def refuse_greedy(change: Change, found: Campaign, device_id: str) -> None:
    """Refuse a customer who has enough.

    A statement of its own, after the one that waits: on PostgreSQL each statement sees what was
    committed before it began.
    """
    if found.per_customer is None:
        return
    voucher = tables.voucher
    has = change.connection.execute(
        select(func.count()).where(
            voucher.c.campaign_id == found.id,
            voucher.c.device_id == device_id,
            voucher.c.state.in_([state.value for state in TAKEN]),
            not_(lapsed(change.now)),
        )
    ).scalar_one()
    if has >= found.per_customer:
        most = counted(found.per_customer, "voucher")
        raise CustomerLimit(f"a customer may have {most} of the campaign")


def _new_voucher(change: Change, found: Campaign, merchant: Merchant, device_id: str) -> Voucher:
    verified = found.mode is Mode.REDEEM
    return Voucher(
        id=change.new(PREFIX),
        campaign_id=found.id,
        device_id=device_id,
        state=State.VERIFIED if verified else State.UNVERIFIED,
        collected=found.stamps_needed if verified else 0,
        needed=found.stamps_needed,
        claimed_at=change.now,
        stamped_at=None,
        verified_at=change.now if verified else None,
        redeemed_at=None,
        ended_at=None,
        receipt_id=change.new(RECEIPT_PREFIX) if verified else None,
        version=1,
        lapses_at=change.now + timedelta(seconds=change.settings.unstamped_s),
        promise=found.version,
        claimed_from=merchant.name,
    )
