from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import ChallengeSpent, NotAccepted, NotFound, NotOpen, WrongState
from tests.shop import Shop


def test_a_challenge_is_good_for_two_minutes(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign().id, customer.who)
    given = shop.ledger.challenge(held.voucher.id, customer.device_id, Purpose.VERIFY, customer.who)
    assert given.expires_at - shop.clock.now == timedelta(seconds=120)
    shop.clock.now = given.expires_at
    with pytest.raises(ChallengeSpent):
        shop.ledger.present(
            held.voucher.id, customer.device_id, given.id, shop.seen(), customer.who
        )


def test_a_challenge_is_good_once(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign(stamps_needed=2).id, customer.who)
    names = (held.voucher.id, customer.device_id)
    given = shop.ledger.challenge(*names, Purpose.VERIFY, customer.who)
    shop.ledger.present(*names, given.id, shop.seen(), customer.who)
    shop.clock.advance(seconds=100)
    with pytest.raises(ChallengeSpent):
        shop.ledger.present(*names, given.id, shop.seen(), customer.who)


def test_a_stamp_that_does_not_count_spends_the_challenge_too(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign().id, customer.who)
    names = (held.voucher.id, customer.device_id)
    given = shop.ledger.challenge(*names, Purpose.VERIFY, customer.who)
    with pytest.raises(NotAccepted):
        shop.ledger.present(*names, given.id, shop.seen(code=8), customer.who)
    with pytest.raises(ChallengeSpent):
        shop.ledger.present(*names, given.id, shop.seen(), customer.who)


def test_a_challenge_for_one_voucher_is_none_for_another(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    one, other = (
        shop.ledger.claim(customer.device_id, campaign.id, customer.who).voucher.id
        for _ in range(2)
    )
    given = shop.ledger.challenge(one, customer.device_id, Purpose.VERIFY, customer.who)
    with pytest.raises(ChallengeSpent):
        shop.ledger.present(other, customer.device_id, given.id, shop.seen(), customer.who)
    shop.ledger.present(one, customer.device_id, given.id, shop.seen(), customer.who)


def test_the_voucher_of_somebody_else_gets_no_challenge(shop: Shop) -> None:
    customer, thief = shop.customer(), shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign().id, customer.who)
    with pytest.raises(NotFound):
        shop.ledger.challenge(held.voucher.id, thief.device_id, Purpose.VERIFY, thief.who)


def test_a_touch_that_nothing_waits_for_gets_no_challenge(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign().id, customer.who)
    names = (held.voucher.id, customer.device_id)
    with pytest.raises(WrongState):
        shop.ledger.challenge(*names, Purpose.REDEEM, customer.who)
    shop.touch(customer, held)
    with pytest.raises(WrongState):
        shop.ledger.challenge(*names, Purpose.VERIFY, customer.who)


def test_a_campaign_that_only_issues_is_not_redeemed_by_touch(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.claim(customer.device_id, shop.campaign(mode=Mode.ISSUE).id, customer.who)
    verified = shop.touch(customer, held).holding.voucher
    assert verified.state is State.VERIFIED
    with pytest.raises(WrongState):
        shop.ledger.challenge(verified.id, customer.device_id, Purpose.REDEEM, customer.who)


def test_a_campaign_whose_beginning_was_put_off_takes_no_touch(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.claim(customer.device_id, campaign.id, customer.who)
    tomorrow = shop.clock.now + timedelta(days=1)
    shop.ledger.change_campaign(campaign.id, {"valid_from": tomorrow}, customer.who)
    with pytest.raises(NotOpen):
        shop.ledger.challenge(held.voucher.id, customer.device_id, Purpose.VERIFY, customer.who)
