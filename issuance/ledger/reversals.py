"""Reversals beyond a usual number. A redemption that is taken back gives its voucher once more.

Whoever may redeem may reverse, and could hand out the same voucher again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from issuance.database import tables
from issuance.ledger import alarms, tally
from issuance.model.limit import Counts, Limit, Of
from issuance.model.voucher import State

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.voucher import Holding

HOUR_S = 3600
# A shop that takes one redemption in a hundred back, and has 200 a day, does ten on one day in
# sixty years: P(N >= 10) = 5e-5 of a Poisson with mean 2. A larger one may take back its share.
OF_MERCHANT = Limit("reversals-merchant", Of.MERCHANT, Counts.ALL, 10, 24 * HOUR_S, 0)
ONE_IN = 20
# One voucher is taken back by mistake once, hardly twice.
OF_VOUCHER = Limit("reversals-voucher", Of.VOUCHER, Counts.ALL, 3, 28 * 24 * HOUR_S, 0)


def count_reversal(change: Change, holding: Holding) -> None:
    """Count a reversal, and raise an alarm where it is one of too many."""
    merchant_id, voucher_id = holding.merchant.id, holding.voucher.id
    day, month = OF_MERCHANT.window_s // HOUR_S, OF_VOUCHER.window_s // HOUR_S
    by = change.who.actor
    by_merchant = tally.add(change, OF_MERCHANT, merchant_id, 1)
    if by_merchant >= OF_MERCHANT.most:
        redeemed = by_merchant + _redeemed(change, merchant_id)
        if by_merchant * ONE_IN >= redeemed:
            details = {"reversed": by_merchant, "redeemed": redeemed, "hours": day, "by": by}
            alarms.raise_about_merchant(change, merchant_id, "reversals", details)
    of_voucher = tally.add(change, OF_VOUCHER, voucher_id, 1)
    if of_voucher >= OF_VOUCHER.most:
        details = {"reversed": of_voucher, "hours": month, "by": by}
        alarms.raise_about_voucher(change, holding, "reversed-again", details)


def _redeemed(change: Change, merchant_id: str) -> int:
    """Count what stands redeemed since the day of the tally began, this voucher left out."""
    voucher, campaign = tables.voucher, tables.campaign
    query = (
        select(func.count())
        .select_from(voucher.join(campaign))
        .where(
            campaign.c.merchant_id == merchant_id,
            voucher.c.state == State.REDEEMED.value,
            voucher.c.redeemed_at >= tally.window(OF_MERCHANT, change.now),
        )
    )
    return int(change.connection.execute(query).scalar_one())
