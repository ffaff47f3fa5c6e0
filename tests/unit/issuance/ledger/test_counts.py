from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from issuance.ledger import claim, counts, expire, lists, redeem, revoke
from issuance.model.caller import COMMAND
from issuance.model.campaign import Bucket, Counts
from issuance.refusal import Invalid, NotFound
from tests.shop import MORNING, Shop

DAY = timedelta(days=1)


def test_vouchers_are_counted_by_state(shop: Shop) -> None:
    campaign, customer = shop.campaign(stock=10), shop.customer()
    held = [
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(6)
    ]
    for one in held[:4]:
        shop.touch(customer, one)
    for one in held[:2]:
        shop.ledger.change(COMMAND, redeem.redeem, one.voucher.id)
    shop.ledger.change(COMMAND, revoke.revoke, held[2].voucher.id)
    counted = shop.ledger.ask(counts.counts, campaign.id, COMMAND)
    assert counted == Counts(2, 1, 2, 0, 1, stock_left=5)
    assert counted.claimed == 6
    shop.clock.now = campaign.valid_until
    ended = shop.ledger.ask(counts.counts, campaign.id, COMMAND)
    assert (ended.unverified, ended.verified, ended.redeemed) == (0, 0, 2)
    assert (ended.expired, ended.revoked) == (3, 1)
    expire.expire_due(shop.ledger)
    assert shop.ledger.ask(counts.counts, campaign.id, COMMAND).expired == 3


def redeem_at(shop: Shop, campaign_id: str, moments: list[datetime]) -> None:
    """Redeem a voucher at each moment."""
    customer = shop.customer()
    for moment in moments:
        held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign_id)
        shop.touch(customer, held)
        shop.clock.now = moment
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)


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
    by_hour = shop.ledger.ask(
        counts.redemptions, campaign.id, COMMAND, "hour", midnight, midnight + DAY
    )
    assert by_hour == [Bucket(eight, 2), Bucket(eight + timedelta(hours=3), 1)]
    by_day = shop.ledger.ask(
        counts.redemptions, campaign.id, COMMAND, "day", midnight, midnight + 9 * DAY
    )
    assert by_day == [Bucket(midnight, 3), Bucket(midnight + DAY, 1)]
    assert shop.ledger.ask(
        counts.redemptions, campaign.id, COMMAND, "day", eight + DAY, eight + 2 * DAY
    ) == [Bucket(midnight + DAY, 1)]


def test_a_redemption_that_was_reversed_is_none(shop: Shop) -> None:
    campaign = shop.campaign()
    redeem_at(shop, campaign.id, [MORNING])
    (held,) = shop.ledger.ask(lists.holdings_of_campaign, campaign.id, COMMAND).items
    shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)
    assert (
        shop.ledger.ask(counts.redemptions, campaign.id, COMMAND, "day", MORNING, MORNING + DAY)
        == []
    )


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
        shop.ledger.ask(counts.redemptions, campaign.id, COMMAND, bucket, MORNING, until)
    assert refused.value.field == field


def test_a_campaign_that_is_none_is_not_counted(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ledger.ask(counts.counts, "cmp_1", COMMAND)
