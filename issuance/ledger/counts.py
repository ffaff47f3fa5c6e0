"""How many vouchers are where, and how many were redeemed when."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, case, func, literal, select, type_coerce

from issuance.database import tables
from issuance.ledger import find
from issuance.ledger.expire import live, over
from issuance.model import moment
from issuance.model.campaign import MOST_BUCKETS, Bucket, Counts
from issuance.model.voucher import State
from issuance.refusal import Invalid

if TYPE_CHECKING:
    from issuance.ledger.question import Question
    from issuance.model.caller import Caller

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BUCKETS = {"hour": HOUR, "day": DAY}


def counts(question: Question, campaign_id: str, who: Caller) -> Counts:
    """Count the vouchers of a campaign by state; what is over counts as expired."""
    campaign = find.campaign(question, campaign_id, who)
    voucher = tables.voucher
    expired = case((and_(live(), over(question.now)), 1), else_=0)
    query = (
        select(voucher.c.state, expired, func.count())
        .select_from(find.PROMISES)
        .where(voucher.c.campaign_id == campaign.id)
        .group_by(voucher.c.state, expired)
    )
    found = Counter[str]()
    back = 0
    for state, is_over, count in question.connection.execute(query):
        found[State.EXPIRED.value if is_over else state] += count
        back += count if is_over else 0
    left = replace(campaign, taken=campaign.taken - back).stock_left
    return Counts(**{state.value: found[state.value] for state in State}, stock_left=left)


def redemptions(
    question: Question,
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
    campaign = find.campaign(question, campaign_id, who)
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
        for which, count in question.connection.execute(query)
    ]
