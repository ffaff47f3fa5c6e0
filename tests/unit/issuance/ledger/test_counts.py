from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from issuance.model.caller import COMMAND
from issuance.model.campaign import Bucket, Counts
from issuance.refusal import Invalid, NotFound
from tests.shop import MORNING, Shop

DAY = timedelta(days=1)


def test_vouchers_are_counted_by_state(shop: Shop) -> None:
    campaign, customer = shop.campaign(stock=10), shop.customer()
    held = [shop.ledger.claim(customer.device_id, campaign.id, customer.who) for _ in range(6)]
    for one in held[:4]:
        shop.touch(customer, one)
    for one in held[:2]:
        shop.ledger.redeem(one.voucher.id, COMMAND)
    shop.ledger.revoke(held[2].voucher.id, COMMAND)
    counted = shop.ledger.counts(campaign.id, COMMAND)
    assert counted == Counts(2, 1, 2, 0, 1, stock_left=5)
    assert counted.claimed == 6
    shop.clock.now = campaign.valid_until
    ended = shop.ledger.counts(campaign.id, COMMAND)
    assert (ended.unverified, ended.verified, ended.redeemed) == (0, 0, 2)
    assert (ended.expired, ended.revoked) == (3, 1)
    shop.ledger.expire_due()
    assert shop.ledger.counts(campaign.id, COMMAND).expired == 3


def redeem_at(shop: Shop, campaign_id: str, moments: list[datetime]) -> None:
    """Redeem a voucher at each moment."""
    customer = shop.customer()
    for moment in moments:
        held = shop.ledger.claim(customer.device_id, campaign_id, customer.who)
        shop.touch(customer, held)
        shop.clock.now = moment
        shop.ledger.redeem(held.voucher.id, COMMAND)


def test_redemptions_are_counted_by_hour_and_by_day(shop: Shop) -> None:
    campaign = shop.campaign()
    eight = MORNING
    redeem_at(
        shop,
        campaign.id,
        [
            eight,
            eight + timedelta(minutes=59, seconds=59.999999),
            eight + timedelta(hours=3),
            eight + DAY,
        ],
    )
    midnight = datetime(2026, 11, 24, tzinfo=timezone.utc)
    by_hour = shop.ledger.redemptions(campaign.id, "hour", midnight, midnight + DAY, COMMAND)
    assert by_hour == [Bucket(eight, 2), Bucket(eight + timedelta(hours=3), 1)]
    by_day = shop.ledger.redemptions(campaign.id, "day", midnight, midnight + 9 * DAY, COMMAND)
    assert by_day == [Bucket(midnight, 3), Bucket(midnight + DAY, 1)]
    assert shop.ledger.redemptions(campaign.id, "day", eight + DAY, eight + 2 * DAY, COMMAND) == [
        Bucket(midnight + DAY, 1)
    ]


def test_a_redemption_that_was_reversed_is_none(shop: Shop) -> None:
    campaign = shop.campaign()
    redeem_at(shop, campaign.id, [MORNING])
    (held,) = shop.ledger.holdings_of_campaign(campaign.id, COMMAND).items
    shop.ledger.reverse(held.voucher.id, COMMAND)
    assert shop.ledger.redemptions(campaign.id, "day", MORNING, MORNING + DAY, COMMAND) == []


@pytest.mark.parametrize(
    ("bucket", "until", "field"),
    [
        ("week", MORNING + DAY, "bucket"),
        ("hour", MORNING, "until"),
        ("hour", MORNING - DAY, "until"),
        ("hour", MORNING + 367 * DAY, "until"),
        ("day", MORNING + 8785 * DAY, "until"),
    ],
)
def test_a_plot_has_its_bounds(shop: Shop, bucket: str, until: datetime, field: str) -> None:
    campaign = shop.campaign()
    with pytest.raises(Invalid) as refused:
        shop.ledger.redemptions(campaign.id, bucket, MORNING, until, COMMAND)
    assert refused.value.field == field


def test_a_campaign_that_is_none_is_not_counted(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ledger.counts("cmp_1", COMMAND)
