from __future__ import annotations

import pytest

from issuance.model.caller import COMMAND
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import AlreadyRedeemed, WrongState
from tests.shop import Shop


def test_a_revoked_voucher_goes_back_into_the_stock_and_is_worth_nothing(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stock=1)
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    shop.touch(customer, held)
    revoked = shop.ledger.revoke(held.voucher.id, COMMAND)
    assert revoked.voucher.state is State.REVOKED
    assert revoked.voucher.ended_at == shop.clock.now
    assert revoked.voucher.receipt_id is None
    assert revoked.campaign.stock_left == 1
    with pytest.raises(WrongState):
        shop.ledger.challenge(held.voucher.id, customer.device_id, Purpose.REDEEM, customer.who)
    shop.ledger.claim(customer.device_id, campaign.id, customer.who)


def test_a_voucher_is_revoked_once_and_not_after_it_was_redeemed(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    shop.ledger.revoke(held.voucher.id, COMMAND)
    with pytest.raises(WrongState):
        shop.ledger.revoke(held.voucher.id, COMMAND)
    assert shop.ledger.campaign(campaign.id, COMMAND).taken == 0
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    shop.touch(customer, held)
    shop.ledger.redeem(held.voucher.id, COMMAND)
    with pytest.raises(AlreadyRedeemed):
        shop.ledger.revoke(held.voucher.id, COMMAND)
