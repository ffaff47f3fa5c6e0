from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from issuance.ledger import claim, find, lists, redeem, register, reversals, revoke
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import Holding, State
from issuance.refusal import AlreadyRedeemed, NotFound, NotOpen, ReversalTooLate, WrongState
from tests.shop import Shop


def verified(shop: Shop, **terms: object) -> Holding:
    """Claim a voucher and have it stamped."""
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(**terms).id
    )
    return shop.touch(customer, held).holding


def test_a_key_redeems_what_is_verified_once(shop: Shop) -> None:
    held = verified(shop)
    redeemed = shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id).voucher
    assert redeemed.state is State.REDEEMED
    assert redeemed.receipt_id not in (None, held.voucher.receipt_id)
    with pytest.raises(AlreadyRedeemed):
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    assert shop.events().count("voucher-redeemed") == 1


def test_what_is_not_verified_is_not_redeemed(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    with pytest.raises(WrongState):
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)


def test_the_key_of_another_merchant_finds_nothing(shop: Shop) -> None:
    held = verified(shop)
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    stranger = Caller("key:key_x", merchant_id=rival.id)
    for work in (redeem.redeem, redeem.reverse, revoke.revoke):
        with pytest.raises(NotFound):
            shop.ledger.change(stranger, work, held.voucher.id)
    shop.ledger.change(
        Caller("key:key_y", merchant_id=shop.merchant.id), redeem.redeem, held.voucher.id
    )


def test_nothing_is_redeemed_out_of_its_days(shop: Shop) -> None:
    held = verified(shop)
    shop.clock.now = held.campaign.valid_from - timedelta(seconds=1)
    with pytest.raises(NotOpen):
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    shop.clock.now = held.campaign.valid_until
    with pytest.raises(WrongState, match=r"expired"):
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)


def test_a_redemption_is_reversed_in_time_and_redeemed_again(shop: Shop) -> None:
    held = verified(shop, reversal_s=60)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    shop.clock.advance(seconds=59)
    back = shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id).voucher
    assert (back.state, back.redeemed_at) == (State.VERIFIED, None)
    assert back.verified_at == held.voucher.verified_at
    assert back.receipt_id is not None
    again = shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id).voucher
    assert again.version == held.voucher.version + 3


def test_a_redemption_stands_when_its_time_for_reversal_is_over(shop: Shop) -> None:
    held = verified(shop, reversal_s=60)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    shop.clock.advance(seconds=60)
    with pytest.raises(ReversalTooLate):
        shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)


def test_with_no_time_for_reversal_there_is_none(shop: Shop) -> None:
    held = verified(shop, reversal_s=0)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    with pytest.raises(ReversalTooLate):
        shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)


def test_only_a_redemption_is_reversed(shop: Shop) -> None:
    held = verified(shop)
    with pytest.raises(WrongState):
        shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)


def test_a_redemption_by_touch_is_reversed_as_well(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    shop.touch(customer, held)
    shop.touch(customer, held, Purpose.REDEEM)
    assert (
        shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id).voucher.state is State.VERIFIED
    )
    shop.touch(customer, held, Purpose.REDEEM)


def test_what_is_reversed_after_the_last_day_is_expired(shop: Shop) -> None:
    held = verified(shop, reversal_s=3600)
    shop.clock.now = held.campaign.valid_until - timedelta(seconds=1)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    shop.clock.advance(seconds=2)
    assert (
        shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id).voucher.state is State.EXPIRED
    )
    assert shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher.state is State.EXPIRED


def test_a_redemption_taken_back_again_and_again_raises_an_alarm(shop: Shop) -> None:
    voucher_id = verified(shop).voucher.id
    own = Caller("key:key_x", merchant_id=shop.merchant.id)

    def back_and_forth() -> None:
        shop.ledger.change(own, redeem.redeem, voucher_id)
        shop.ledger.change(own, redeem.reverse, voucher_id)

    for _ in range(2):
        back_and_forth()
    assert shop.ledger.ask(lists.alarms, COMMAND).items == []
    back_and_forth()
    (alarm,) = shop.ledger.ask(lists.alarms, own).items
    assert (alarm.kind, alarm.about, alarm.stamp_id) == ("reversed-again", voucher_id, None)
    assert json.loads(alarm.details) == {"reversed": 3, "hours": 672, "by": "key:key_x"}


@pytest.mark.parametrize(("redeemed", "alarms"), [(0, [3, 3]), (2, [3, 5]), (3, [])])
def test_many_reversals_in_a_day_raise_an_alarm_unless_there_are_many_redemptions(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, redeemed: int, alarms: list[int]
) -> None:
    monkeypatch.setattr(reversals, "OF_MERCHANT", replace(reversals.OF_MERCHANT, most=3))
    monkeypatch.setattr(reversals, "ONE_IN", 1.7)
    campaign, customer = shop.campaign(mode=Mode.REDEEM), shop.customer()
    for takes_back in (*[False] * redeemed, *[True] * 3):
        held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
        if takes_back:
            shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)
    found = shop.ledger.ask(lists.alarms, COMMAND).items
    assert {each.kind for each in found} <= {"reversals"}
    told = [json.loads(each.details) for each in found]
    assert [n for each in told for n in (each["reversed"], each["redeemed"])] == alarms
    shop.clock.advance(days=1)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)
    assert shop.ledger.ask(lists.alarms, COMMAND).items == found
