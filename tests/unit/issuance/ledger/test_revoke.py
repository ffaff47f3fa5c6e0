from __future__ import annotations

import pytest

from issuance.ledger import challenge, claim, find, redeem, revoke
from issuance.model.caller import COMMAND
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import AlreadyRedeemed, WrongState
from tests.shop import Shop


def test_a_revoked_voucher_goes_back_into_the_stock_and_is_worth_nothing(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stock=1)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    revoked = shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
    assert revoked.voucher.state is State.REVOKED
    assert revoked.voucher.ended_at == shop.clock.now
    assert revoked.voucher.receipt_id is None
    assert revoked.campaign.stock_left == 1
    with pytest.raises(WrongState):
        shop.ledger.change(
            customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.REDEEM
        )
    shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


def test_a_voucher_is_revoked_once_and_not_after_it_was_redeemed(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
    with pytest.raises(WrongState):
        shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == 0
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    with pytest.raises(AlreadyRedeemed):
        shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
