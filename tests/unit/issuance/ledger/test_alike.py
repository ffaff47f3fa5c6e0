"""Two shops whose stamps have one pattern: what happens at the one is nothing to the other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from issuance.defence.limits import POLICY
from issuance.ledger import audit, challenge, claim, lists, present, register, usage
from issuance.model.caller import COMMAND, Caller
from issuance.model.challenge import Purpose
from issuance.model.limit import Of
from issuance.model.presentation import Presented, Seen
from issuance.model.stamp import StampStatus
from issuance.model.voucher import Holding, State
from issuance.refusal import NotAccepted, NotFound, TillCodeNeeded
from tests.shop import FAMILY, MORNING, Customer, Shop

BUDGETS = POLICY.strangers


def claimed(shop: Shop, customer: Customer, needed: int = 9) -> Holding:
    campaign = shop.campaign(stamps_needed=needed)
    return shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


def reasons(shop: Shop) -> list[str]:
    """List why presentations were refused."""
    events = shop.ledger.ask(lists.events).items
    refused = [each for each in events if each.kind == "presentation-refused"]
    return [json.loads(each.details)["reason"] for each in refused]


def test_each_shops_voucher_is_stamped_by_its_own_stamp(shop: Shop) -> None:
    customer, rival = shop.customer(), shop.rival()
    for each in (shop, rival):
        assert each.touch(customer, claimed(each, customer)).stamp_id == each.stamp.id
    assert shop.ledger.ask(audit.verify).broken_at is None


@pytest.mark.parametrize("gesture", ["press", "short press", "frames"])
def test_what_was_recorded_at_one_shop_is_a_replay_at_the_other(shop: Shop, gesture: str) -> None:
    customer, rival = shop.customer(), shop.rival()
    keys = None if gesture == "short press" else ("20", "21")

    def show(at: Shop, recorded: bytes) -> Presented:
        seen = at.seen(
            gesture="frames" if gesture == "frames" else "press",
            series=recorded,
            similar_keys=keys,
            replays=lambda earlier: recorded in earlier,
        )
        return at.touch(customer, claimed(at, customer), seen=seen)

    show(shop, b"one")
    show(rival, b"another")
    with pytest.raises(NotAccepted):
        show(rival, b"one")
    with pytest.raises(NotAccepted):
        show(shop, b"another")
    assert reasons(shop) == ["replay", "replay"]


def test_a_press_of_a_stamp_with_one_end_is_a_replay_at_an_end_of_another(shop: Shop) -> None:
    customer, rival = shop.customer(), shop.rival(8)
    pair = (rival.merchant.id, FAMILY, 3, "")
    shop.ledger.change(COMMAND, register.register_stamp, *pair, second_code=shop.stamp.code)

    def recorded(series: bytes) -> Seen:
        return shop.seen(series=series, replays=lambda earlier: series in earlier)

    shop.touch(customer, claimed(shop, customer), seen=recorded(b"one"))
    ends = replace(rival.seen(3), other=recorded(b"one"))
    with pytest.raises(NotAccepted):
        rival.touch(customer, claimed(rival, customer), seen=ends)
    ends = replace(rival.seen(3), other=recorded(b"another"))
    rival.touch(customer, claimed(rival, customer), seen=ends)
    with pytest.raises(NotAccepted):
        shop.touch(customer, claimed(shop, customer), seen=recorded(b"another"))
    assert reasons(shop) == ["replay", "replay"]


@pytest.mark.parametrize("status", [StampStatus.LOST, StampStatus.REVOKED])
def test_a_stamp_that_is_lost_hinders_no_other_shop(shop: Shop, status: StampStatus) -> None:
    customer, rival = shop.customer(), shop.rival()
    mine, theirs = claimed(shop, customer), claimed(rival, customer, needed=1)
    shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=status)
    with pytest.raises(NotAccepted):
        shop.touch(customer, mine)
    assert reasons(shop) == [status.value]
    assert rival.touch(customer, theirs).holding.voucher.state is State.VERIFIED


def test_the_use_of_a_stamp_is_counted_for_its_own_shop(shop: Shop) -> None:
    customer, rival = shop.customer(), shop.rival()
    held = claimed(rival, customer)
    rival.touch(customer, held)
    shop.clock.advance(minutes=2)
    with pytest.raises(NotAccepted):
        rival.touch(customer, held, seen=rival.seen(objection="jitter"))
    assert shop.ledger.ask(usage.hours_of_use, shop.stamp.id, MORNING) == []
    (hour,) = shop.ledger.ask(usage.hours_of_use, rival.stamp.id, MORNING)
    assert (hour.accepted, hour.refused) == (1, 1)


def test_a_customer_of_the_one_shop_is_a_stranger_at_the_other(shop: Shop) -> None:
    (most, _) = (limit.most for limit in BUDGETS if limit.of is Of.MERCHANT)
    customer, rival = shop.customer(), shop.rival()
    mine, theirs = claimed(shop, customer), claimed(rival, customer)
    shop.touch(customer, mine, budgets=BUDGETS)
    for _ in range(most):
        guesser = shop.customer()
        with pytest.raises(NotAccepted):
            rival.touch(guesser, claimed(rival, guesser), seen=rival.seen(8), budgets=BUDGETS)
    # Known here, and asked nothing; there, nothing is compared for strangers any more.
    shop.clock.advance(minutes=2)
    shop.touch(customer, mine, budgets=BUDGETS)
    with pytest.raises(TillCodeNeeded):
        rival.touch(customer, theirs, budgets=BUDGETS)
    raised = shop.ledger.ask(lists.alarms, COMMAND).items
    assert {each.stamp_id for each in raised} == {rival.stamp.id}


def test_a_kiosk_presents_the_stamp_of_its_own_merchant(shop: Shop) -> None:
    customer, rival = shop.customer(), shop.rival()
    mine, theirs = claimed(shop, customer), claimed(rival, customer)

    def presented(who: Caller, held: Holding) -> Presented:
        voucher_id = held.voucher.id
        given = shop.ledger.change(who, challenge.give, voucher_id, None, Purpose.VERIFY)
        return shop.ledger.change(who, present.present, voucher_id, None, given.id, shop.seen())

    kiosk = Caller("key:key_x", merchant_id=shop.merchant.id)
    assert presented(kiosk, mine).stamp_id == shop.stamp.id
    with pytest.raises(NotFound):
        presented(kiosk, theirs)
    # An administrator's key has no merchant: the voucher's counts.
    assert presented(Caller("key:key_y"), theirs).stamp_id == rival.stamp.id
