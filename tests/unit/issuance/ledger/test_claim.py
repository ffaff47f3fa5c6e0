from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from benchmarks.service.postgresql import Server
from issuance.ledger import campaigns, claim, find, open_ledger, register, revoke
from issuance.model.caller import COMMAND
from issuance.model.campaign import Campaign, Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import Holding, State
from issuance.refusal import CustomerLimit, NotFound, NotOpen, OutOfStock
from issuance.settings import Settings
from tests.shop import NOWHERE, HandClock, Shop, open_shop


def test_a_claimed_voucher_is_unverified_and_the_customers_own(shop: Shop) -> None:
    campaign, customer = shop.campaign(stamps_needed=3), shop.customer()
    claimed = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert claimed.voucher.state is State.UNVERIFIED
    assert (claimed.voucher.collected, claimed.voucher.needed) == (0, 3)
    assert claimed.voucher.device_id == customer.device_id
    assert claimed.voucher.receipt_id is None
    assert claimed.campaign.taken == 1
    assert claimed.merchant == shop.merchant
    assert (
        shop.ledger.ask(find.holding, claimed.voucher.id, customer.who, customer.device_id)
        == claimed
    )


def test_a_voucher_names_the_merchant_as_it_was_called_when_it_was_claimed(shop: Shop) -> None:
    campaign, customer = shop.campaign(), shop.customer()

    def claimed() -> Holding:
        return shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)

    first = claimed()
    shop.ledger.change(COMMAND, register.rename_merchant, shop.merchant.id, "Coffee bar")
    found = shop.ledger.ask(find.holding, first.voucher.id, COMMAND)
    assert (first.merchant.name, found.merchant.name) == ("Bakery", "Bakery")
    assert claimed().merchant.name == "Coffee bar"


def test_where_a_touch_only_redeems_the_claim_verifies(shop: Shop) -> None:
    campaign, customer = shop.campaign(mode=Mode.REDEEM), shop.customer()
    voucher = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id).voucher
    assert voucher.state is State.VERIFIED
    assert voucher.verified_at == shop.clock.now
    assert voucher.receipt_id is not None


def test_a_voucher_is_of_the_terms_at_the_moment_it_is_taken(
    postgresql: Server, postgresql_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding a campaign and taking of its stock, on PostgreSQL, somebody changes it."""
    url = postgresql.create(postgresql_template)
    shop, other = open_shop(url), open_ledger(Settings(NOWHERE, url), HandClock())
    campaign, customer = shop.campaign(mode=Mode.REDEEM), shop.customer()
    found = find.campaign

    def find_and_wait(*arguments: Any) -> Campaign:
        before = found(*arguments)
        monkeypatch.undo()
        changes = {"mode": Mode.BOTH, "stamps_needed": 10, "per_customer": 1}
        other.change(COMMAND, campaigns.change_campaign, campaign.id, changes)
        return before

    monkeypatch.setattr(find, "campaign", find_and_wait)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert (held.voucher.state, held.voucher.needed) == (State.UNVERIFIED, 10)
    assert held.campaign == shop.ledger.ask(find.campaign, campaign.id, COMMAND)
    with pytest.raises(CustomerLimit):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    for each in (shop.ledger, other):
        each.close()


def test_no_more_vouchers_are_claimed_than_there_are(shop: Shop) -> None:
    campaign, customer = shop.campaign(stock=2), shop.customer()
    for _ in range(2):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    with pytest.raises(OutOfStock):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).stock_left == 0


def test_a_customer_may_have_so_many_and_another_one_too(shop: Shop) -> None:
    campaign, first, second = shop.campaign(per_customer=1), shop.customer(), shop.customer()
    shop.ledger.change(first.who, claim.claim, first.device_id, campaign.id)
    with pytest.raises(CustomerLimit):
        shop.ledger.change(first.who, claim.claim, first.device_id, campaign.id)
    shop.ledger.change(second.who, claim.claim, second.device_id, campaign.id)
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == 2


def test_a_redeemed_voucher_still_counts_against_the_limit_and_a_revoked_one_does_not(
    shop: Shop,
) -> None:
    campaign, customer = shop.campaign(per_customer=1, stock=1), shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    shop.touch(customer, held, Purpose.REDEEM)
    with pytest.raises(OutOfStock):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


@pytest.mark.parametrize("days", [-1, 30])
def test_nothing_is_claimed_before_the_first_day_or_after_the_last(shop: Shop, days: int) -> None:
    campaign, customer = shop.campaign(), shop.customer()
    shop.clock.advance(days=days)
    with pytest.raises(NotOpen):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


def test_the_first_moment_counts_and_the_last_one_does_not(shop: Shop) -> None:
    campaign, customer = shop.campaign(), shop.customer()
    shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.clock.now = campaign.valid_until - timedelta(microseconds=1)
    shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


@pytest.mark.parametrize(
    "name", ["", "cmp_1", "x\0y", "'; DROP TABLE voucher; --", "cmp_" + "0" * 26]
)
def test_no_campaign_is_found_by_any_other_name(shop: Shop, name: str) -> None:
    customer = shop.customer()
    with pytest.raises(NotFound):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, name)
