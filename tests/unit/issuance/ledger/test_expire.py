from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.ledger import expire
from issuance.model.caller import COMMAND
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import WrongState
from tests.shop import Shop


def test_the_end_of_a_campaign_expires_what_is_not_redeemed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expire, "BATCH", 2)  # so that five need several transactions
    customer, campaign = shop.customer(), shop.campaign()
    held = [shop.ledger.claim(customer.device_id, campaign.id, customer.who) for _ in range(6)]
    shop.touch(customer, held[0])
    shop.touch(customer, held[1])
    shop.ledger.redeem(held[1].voucher.id, COMMAND)
    shop.clock.now = campaign.valid_until - timedelta(microseconds=1)
    assert shop.ledger.expire_due() == 0
    shop.clock.now = campaign.valid_until
    assert shop.ledger.expire_due() == 5
    assert shop.ledger.expire_due() == 0
    states = [shop.ledger.holding(one.voucher.id, COMMAND).voucher.state for one in held]
    assert states.count(State.EXPIRED) == 5
    assert states[1] is State.REDEEMED
    assert shop.ledger.campaign(campaign.id, COMMAND).taken == 1
    assert shop.events().count("voucher-expired") == 5


def test_a_voucher_is_expired_before_anybody_swept(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    shop.clock.now = campaign.valid_until - timedelta(seconds=1)
    given = shop.ledger.challenge(held.voucher.id, customer.device_id, Purpose.VERIFY, customer.who)
    shop.clock.now = campaign.valid_until
    seen = shop.ledger.holding(held.voucher.id, COMMAND).voucher
    assert (seen.state, seen.ended_at) == (State.EXPIRED, campaign.valid_until)
    (listed,) = shop.ledger.holdings_of_device(customer.device_id).items
    assert listed.voucher == seen
    with pytest.raises(WrongState):
        shop.ledger.present(
            held.voucher.id, customer.device_id, given.id, shop.seen(), customer.who
        )
    with pytest.raises(WrongState):
        shop.ledger.revoke(held.voucher.id, COMMAND)


def test_a_campaign_that_goes_on_after_its_end_does_not_bring_vouchers_back(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stock=1)
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    shop.clock.now = campaign.valid_until + timedelta(days=1)
    longer = {"valid_until": shop.clock.now + timedelta(days=1)}
    assert shop.ledger.change_campaign(campaign.id, longer, COMMAND).taken == 0
    assert shop.ledger.holding(held.voucher.id, COMMAND).voucher.state is State.EXPIRED
    shop.ledger.claim(customer.device_id, campaign.id, customer.who)
