"""Revoke a voucher: it goes back into the stock, and is worth nothing any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import update

from issuance.database import tables
from issuance.ledger import find
from issuance.ledger.store import store
from issuance.ledger.touch import expect_state
from issuance.model.voucher import LIVE, State

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.voucher import Holding


def revoke(change: Change, voucher_id: str) -> Holding:
    """Revoke a voucher that is not redeemed.

    Raises
    ------
    NotFound, AlreadyRedeemed, WrongState
    """
    found = find.holding(change, voucher_id, change.who, lock=True)
    expect_state(found, *LIVE)
    revoked = replace(
        found.voucher,
        state=State.REVOKED,
        ended_at=change.now,
        receipt_id=None,
        version=found.voucher.version + 1,
    )
    store(change, found.voucher, revoked)
    campaign = tables.campaign
    taken = change.connection.execute(
        update(campaign)
        .where(campaign.c.id == found.campaign.id)
        .values(taken=campaign.c.taken - 1)
        .returning(campaign.c.taken)
    ).scalar_one()
    change.note("voucher-revoked", voucher_id)
    return replace(found, voucher=revoked, campaign=replace(found.campaign, taken=taken))
