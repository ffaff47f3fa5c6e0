from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.ledger import challenge, claim, present
from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import ChallengeSpent, NotAccepted, NotFound, NotOpen, WrongState
from tests.shop import Shop


def test_a_challenge_is_good_for_two_minutes(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    given = shop.ledger.change(
        customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
    )
    assert given.expires_at - shop.clock.now == timedelta(seconds=120)
    shop.clock.now = given.expires_at
    with pytest.raises(ChallengeSpent):
        shop.ledger.change(
            customer.who,
            present.present,
            held.voucher.id,
            customer.device_id,
            given.id,
            shop.seen(),
        )


def test_a_challenge_is_good_once(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(stamps_needed=2).id
    )
    voucher_id, device_id = held.voucher.id, customer.device_id
    given = shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)
    shop.ledger.change(customer.who, present.present, voucher_id, device_id, given.id, shop.seen())
    shop.clock.advance(seconds=100)
    with pytest.raises(ChallengeSpent):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, given.id, shop.seen()
        )


def test_a_stamp_that_does_not_count_spends_the_challenge_too(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    voucher_id, device_id = held.voucher.id, customer.device_id
    given = shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)
    with pytest.raises(NotAccepted):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, given.id, shop.seen(code=8)
        )
    with pytest.raises(ChallengeSpent):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, given.id, shop.seen()
        )


def test_a_challenge_for_one_voucher_is_none_for_another(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    one, other = (
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id).voucher.id
        for _ in range(2)
    )
    given = shop.ledger.change(
        customer.who, challenge.give, one, customer.device_id, Purpose.VERIFY
    )
    with pytest.raises(ChallengeSpent):
        shop.ledger.change(
            customer.who, present.present, other, customer.device_id, given.id, shop.seen()
        )
    shop.ledger.change(
        customer.who, present.present, one, customer.device_id, given.id, shop.seen()
    )


def test_the_voucher_of_somebody_else_gets_no_challenge(shop: Shop) -> None:
    customer, thief = shop.customer(), shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    with pytest.raises(NotFound):
        shop.ledger.change(
            thief.who, challenge.give, held.voucher.id, thief.device_id, Purpose.VERIFY
        )


def test_a_touch_that_nothing_waits_for_gets_no_challenge(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    voucher_id, device_id = held.voucher.id, customer.device_id
    with pytest.raises(WrongState):
        shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.REDEEM)
    shop.touch(customer, held)
    with pytest.raises(WrongState):
        shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)


def test_a_campaign_that_only_issues_is_not_redeemed_by_touch(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(mode=Mode.ISSUE).id
    )
    verified = shop.touch(customer, held).holding.voucher
    assert verified.state is State.VERIFIED
    with pytest.raises(WrongState):
        shop.ledger.change(
            customer.who, challenge.give, verified.id, customer.device_id, Purpose.REDEEM
        )


def test_before_its_first_day_a_campaign_takes_no_touch(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.clock.now = campaign.valid_from - timedelta(seconds=1)  # another machine's clock
    with pytest.raises(NotOpen):
        shop.ledger.change(
            customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
        )
