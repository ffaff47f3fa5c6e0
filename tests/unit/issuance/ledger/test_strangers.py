"""Strangers who guess patterns, and the customers beside them."""

from __future__ import annotations

import json

import pytest

from issuance.defence.limits import POLICY
from issuance.ledger import challenge, claim, lists, present, register, tillcode
from issuance.model.caller import COMMAND, Caller
from issuance.model.challenge import Purpose
from issuance.model.limit import Counts, Limit, Of
from issuance.model.presentation import Presented, Seen
from issuance.model.stamp import StampStatus
from issuance.model.voucher import Holding
from issuance.refusal import ChallengeSpent, LockedOut, NotAccepted, TillCodeNeeded, TillCodeWrong
from tests.shop import FAMILY, Customer, Shop

BUDGETS = POLICY.strangers
(A_DAY, _) = (limit.most for limit in BUDGETS if limit.of is Of.MERCHANT)
(WITH_CODE,) = (limit.most for limit in BUDGETS if limit.of is Of.TILL)


def visit(shop: Shop, address: str | None = None) -> tuple[Customer, Holding]:
    """Come for the first time and claim a voucher."""
    customer = shop.customer(address)
    campaign = next(iter(shop.ledger.ask(lists.campaigns, shop.merchant.id, COMMAND).items))
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    return customer, held


def press(
    shop: Shop, customer: Customer, held: Holding, code: int | None = None, till: str | None = None
) -> Presented:
    return shop.touch(customer, held, seen=shop.seen(code), budgets=BUDGETS, till_code=till)


def guess(shop: Shop, times: int, till: str | None = None) -> int:
    """Show wrong patterns, each by a new device; return how many were compared."""

    def is_compared() -> bool:
        with pytest.raises((NotAccepted, TillCodeNeeded, LockedOut)) as refused:
            press(shop, *visit(shop), code=8, till=till)
        return refused.type is NotAccepted

    return sum(is_compared() for _ in range(times))


def till(shop: Shop) -> str:
    return shop.ledger.ask(tillcode.till_code, shop.merchant.id, COMMAND).shown


@pytest.fixture
def open_shop(shop: Shop) -> Shop:
    shop.campaign(stamps_needed=9)
    return shop


def test_strangers_show_a_shop_as_many_wrong_patterns_as_its_budget_has(open_shop: Shop) -> None:
    assert guess(open_shop, A_DAY + 8) == A_DAY
    open_shop.clock.advance(days=1)
    assert guess(open_shop, A_DAY + 8) == A_DAY


def test_a_handful_of_wrong_patterns_raises_an_alarm(open_shop: Shop) -> None:
    guess(open_shop, 4)
    assert open_shop.ledger.ask(lists.alarms, COMMAND).items == []
    guess(open_shop, 4)
    (alarm,) = open_shop.ledger.ask(lists.alarms, COMMAND).items
    assert (alarm.kind, alarm.stamp_id) == ("guesses", open_shop.stamp.id)
    assert json.loads(alarm.details) == {"wrong": 5, "hours": 24, "budget": A_DAY}


def test_guesses_at_all_shops_together_raise_an_alarm_that_only_administrators_see(
    open_shop: Shop,
) -> None:
    budget = Limit("service-hour", Of.SERVICE, Counts.WRONG, 9, 3600, 0)
    own = Caller("key:key_x", merchant_id=open_shop.merchant.id)

    def wrong(times: int) -> None:
        for _ in range(times):
            customer, held = visit(open_shop)
            with pytest.raises(NotAccepted):
                open_shop.touch(customer, held, seen=open_shop.seen(8), budgets=[budget])

    wrong(5)
    assert open_shop.ledger.ask(lists.alarms, COMMAND).items == []
    wrong(4)
    (alarm,) = open_shop.ledger.ask(lists.alarms, COMMAND).items
    assert (alarm.kind, alarm.about) == ("guesses-everywhere", "service")
    assert (alarm.stamp_id, alarm.merchant_id) == (None, None)
    assert json.loads(alarm.details) == {"wrong": 6, "hours": 1, "budget": 9}
    assert open_shop.ledger.ask(lists.alarms, own).items == []


def test_whoever_was_stamped_here_needs_no_code_under_attack(open_shop: Shop) -> None:
    known, card = visit(open_shop)
    press(open_shop, known, card)
    guess(open_shop, A_DAY)
    open_shop.clock.advance(seconds=60)
    assert press(open_shop, known, card).holding.voucher.collected == 2


def test_new_customers_under_attack_read_the_code_at_the_till(open_shop: Shop) -> None:
    guess(open_shop, A_DAY)
    customer, held = visit(open_shop)
    with pytest.raises(TillCodeNeeded):
        press(open_shop, customer, held)
    with pytest.raises(TillCodeWrong):
        press(open_shop, customer, held, till="0000-0000")
    typed = till(open_shop).lower().replace("-", " ").replace("0", "o").replace("1", "L")
    assert press(open_shop, customer, held, till=typed).holding.voucher.collected == 1


def test_a_code_that_is_not_needed_may_be_an_old_one(open_shop: Shop) -> None:
    assert press(open_shop, *visit(open_shop), till="0000-0000").holding.voucher.collected == 1


def test_wrong_codes_lock_out_the_device_that_tries_them(open_shop: Shop) -> None:
    guess(open_shop, A_DAY)
    customer, held = visit(open_shop)
    for _ in range(POLICY.till_codes[0].most):
        with pytest.raises(TillCodeWrong):
            press(open_shop, customer, held, till="wrong")
    with pytest.raises(LockedOut):
        press(open_shop, customer, held, till=till(open_shop))
    other, theirs = visit(open_shop)
    press(open_shop, other, theirs, till=till(open_shop))


def test_a_code_that_guessers_have_is_used_up_and_another_one_is_not(open_shop: Shop) -> None:
    guess(open_shop, A_DAY)
    assert guess(open_shop, WITH_CODE + 4, till=till(open_shop)) == WITH_CODE
    customer, held = visit(open_shop)
    with pytest.raises(LockedOut):
        press(open_shop, customer, held, till=till(open_shop))
    open_shop.ledger.change(COMMAND, tillcode.renew_till_code, open_shop.merchant.id)
    press(open_shop, customer, held, till=till(open_shop))


def test_a_challenge_of_before_does_not_outlast_the_budget(open_shop: Shop) -> None:
    customer, held = visit(open_shop)
    given = open_shop.ledger.change(
        customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
    )
    guess(open_shop, A_DAY)
    for _ in range(2):  # it is not spent either
        with pytest.raises(TillCodeNeeded):
            open_shop.ledger.change(
                customer.who,
                present.present,
                held.voucher.id,
                customer.device_id,
                given.id,
                open_shop.seen(),
                budgets=BUDGETS,
            )


def test_a_challenge_is_good_for_who_asked_for_it_alone(open_shop: Shop) -> None:
    customer, held = visit(open_shop)
    given = open_shop.ledger.change(
        customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
    )
    kiosk = Caller("key:key_1", open_shop.merchant.id)
    with pytest.raises(ChallengeSpent):
        open_shop.ledger.change(
            kiosk, present.present, held.voucher.id, None, given.id, open_shop.seen()
        )


def test_what_was_not_read_is_no_guess(open_shop: Shop) -> None:
    for _ in range(A_DAY):
        with pytest.raises(NotAccepted):
            open_shop.touch(*visit(open_shop), seen=Seen("press"), budgets=BUDGETS)
    press(open_shop, *visit(open_shop))


def test_a_shop_with_two_stamps_shows_half_as_much(open_shop: Shop) -> None:
    open_shop.ledger.change(
        COMMAND, register.register_stamp, open_shop.merchant.id, FAMILY, 9, "garden"
    )
    assert guess(open_shop, A_DAY) == A_DAY // 2


def test_another_shop_is_open_meanwhile(open_shop: Shop) -> None:
    guess(open_shop, A_DAY)
    other = open_shop.ledger.change(COMMAND, register.register_merchant, "Café")
    stamp = open_shop.ledger.change(COMMAND, register.register_stamp, other.id, FAMILY, 11, "")
    beside = Shop(open_shop.ledger, open_shop.clock, other, stamp)
    campaign = beside.campaign()
    customer = beside.customer()
    held = beside.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert press(beside, customer, held).holding.voucher.verified_at is not None


def test_the_whole_service_has_a_budget(open_shop: Shop) -> None:
    """Whoever tries few patterns at each of many shops is a stranger at all of them."""
    (hour,) = (each for each in BUDGETS if each.of is Of.SERVICE and each.window_s == 3600)
    small = [
        each if each is not hour else type(hour)(**{**vars(hour), "most": 6})
        for each in BUDGETS
        if each.of is not Of.MERCHANT
    ]
    for _ in range(6):
        with pytest.raises(NotAccepted):
            open_shop.touch(*visit(open_shop), seen=open_shop.seen(8), budgets=small)
    with pytest.raises(TillCodeNeeded):
        open_shop.touch(*visit(open_shop), budgets=small)


@pytest.mark.parametrize("of", [Of.ADDRESS, Of.BLOCK])
def test_a_network_is_limited_before_the_shop_is(open_shop: Shop, of: Of) -> None:
    (most,) = (limit.most for limit in BUDGETS if limit.of is of)
    alone = [limit for limit in BUDGETS if limit.of is of]
    campaign = next(
        iter(open_shop.ledger.ask(lists.campaigns, open_shop.merchant.id, COMMAND).items)
    )

    def come(number: int, code: int | None) -> None:
        place = {"address": "a" * 64} if of is Of.ADDRESS else {"address": str(number)}
        customer = open_shop.customer(**place, block="b" * 64)
        held = open_shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        open_shop.touch(customer, held, seen=open_shop.seen(code), budgets=alone)

    for number in range(most):
        with pytest.raises(NotAccepted):
            come(number, 8)
    with pytest.raises(TillCodeNeeded):
        come(most, None)
    press(open_shop, *visit(open_shop, "c" * 64))


def test_customers_of_a_stamp_that_is_lost_are_new_again(open_shop: Shop) -> None:
    """Whoever copied it could have made any number of customers with it."""
    known, card = visit(open_shop)
    press(open_shop, known, card)
    guess(open_shop, A_DAY)
    open_shop.ledger.change(
        COMMAND, register.change_stamp, open_shop.stamp.id, status=StampStatus.LOST
    )
    open_shop.ledger.change(
        COMMAND, register.register_stamp, open_shop.merchant.id, FAMILY, 12, "new"
    )
    open_shop.clock.advance(seconds=60)
    with pytest.raises(TillCodeNeeded):
        press(open_shop, known, card, code=12)
    press(open_shop, known, card, code=12, till=till(open_shop))
