"""How many vouchers are where, and how many were redeemed when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, func, literal, select, type_coerce

from issuance.database import tables
from issuance.ledger import find
from issuance.model import moment
from issuance.model.campaign import Bucket, Counts
from issuance.model.voucher import LIVE, State
from issuance.refusal import Invalid

if TYPE_CHECKING:
    from issuance.model.caller import Caller

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BUCKETS = {"hour": HOUR, "day": DAY}
# Two months of hours, four years of days.
MOST_BUCKETS = 1488


def counts(connection: Connection, campaign_id: str, who: Caller, now: datetime) -> Counts:
    """Count the vouchers of a campaign by state; what has ended counts as expired."""
    campaign = find.campaign(connection, campaign_id, who)
    voucher = tables.voucher
    query = (
        select(voucher.c.state, func.count())
        .where(voucher.c.campaign_id == campaign.id)
        .group_by(voucher.c.state)
    )
    found = {State(state): count for state, count in connection.execute(query)}
    if now >= campaign.valid_until:
        ended = sum(found.pop(state, 0) for state in LIVE)
        found[State.EXPIRED] = found.get(State.EXPIRED, 0) + ended
    by_name = {state.value: found.get(state, 0) for state in State}
    return Counts(**by_name, stock_left=campaign.stock_left)


def redemptions(
    connection: Connection,
    campaign_id: str,
    who: Caller,
    bucket: str,
    since: datetime,
    until: datetime,
) -> list[Bucket]:
    """Count the redemptions of a campaign that stand, by hour or by day of UTC.

    Returns
    -------
    list of Bucket
        In order of time; empty hours and days are left out.

    Raises
    ------
    NotFound
    Invalid
        No such bucket, or too many of them.
    """
    campaign = find.campaign(connection, campaign_id, who)
    if bucket not in BUCKETS:
        raise Invalid("bucket", f"expected one of {', '.join(BUCKETS)}")
    length = BUCKETS[bucket]
    if not timedelta() < until - since <= MOST_BUCKETS * length:
        raise Invalid("until", f"expected later than from, by at most {MOST_BUCKETS} {bucket}s")
    voucher = tables.voucher
    microseconds: Any = type_coerce(voucher.c.redeemed_at, BigInteger)
    number = (microseconds // literal(moment.number(moment.EPOCH + length))).label("number")
    query = (
        select(number, func.count())
        .where(
            voucher.c.campaign_id == campaign.id,
            voucher.c.state == State.REDEEMED.value,
            voucher.c.redeemed_at >= since,
            voucher.c.redeemed_at < until,
        )
        .group_by(number)
        .order_by(number)
    )
    return [
        Bucket(moment.EPOCH + int(which) * length, count)
        for which, count in connection.execute(query)
    ]
