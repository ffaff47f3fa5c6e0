"""Two hundred at once, from four processes: nothing is given twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from issuance.clock import utc_now
from issuance.ledger import (
    Ledger,
    audit,
    campaigns,
    challenge,
    find,
    lists,
    present,
    register,
    revoke,
)
from issuance.ledger import claim as claims
from issuance.ledger import counts as counting
from issuance.ledger import redeem as redemptions
from issuance.model.caller import COMMAND, Caller
from issuance.model.challenge import Purpose
from issuance.model.limit import Counts, Limit, Of
from issuance.model.once import Once
from issuance.model.presentation import Seen
from issuance.model.voucher import State
from tests.contest import Contest, contest
from tests.shop import HandClock, Shop, open_shop

N = 200
STAMP = Seen("press", "touch5", 7)
GUESSES = Limit("guesses", Of.VOUCHER, Counts.REFUSED, most=5, window_s=86_400, lock_s=86_400)

Names = tuple[str, str, str]


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    """Open a shop today: the processes have clocks of their own."""
    opened = open_shop(database_url, HandClock(utc_now()))
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def contestants() -> Iterator[Contest]:
    with contest() as waiting:
        yield waiting


def device(device_id: str) -> Caller:
    return Caller(f"device:{device_id}")


def redeem(ledger: Ledger, voucher_id: str) -> object:
    return ledger.change(COMMAND, redemptions.redeem, voucher_id)


def claim(ledger: Ledger, names: tuple[str, str]) -> object:
    return ledger.change(device(names[0]), claims.claim, *names)


def claim_once(ledger: Ledger, names: tuple[str, str]) -> object:
    once = Once(names[0], "3f0c2f1e-9a51-4b7e", "d" * 64, lambda held: str(held.voucher.id))
    return ledger.change_once(once, device(names[0]), claims.claim, *names)


def press(ledger: Ledger, names: Names, seen: Seen = STAMP, limits: Sequence[Limit] = ()) -> object:
    voucher_id, device_id, challenge_id = names
    return ledger.change(
        device(device_id), present.present, voucher_id, device_id, challenge_id, seen, limits
    )


def guess(ledger: Ledger, names: Names) -> object:
    wrong = Seen("press", "touch5", 8)
    return press(ledger, names, wrong, [GUESSES])


def guess_with_a_device(ledger: Ledger, names: Names) -> object:
    wrong = Seen("press", "touch5", 8)
    limit = replace(GUESSES, of=Of.DEVICE)
    return press(ledger, names, wrong, [limit])


def add_stamp(ledger: Ledger, merchant_id: str) -> object:
    return ledger.change(COMMAND, register.register_stamp, merchant_id, "touch5", None, "")


def do_anything(ledger: Ledger, ticket: tuple[int, str, str, str]) -> object:
    number, voucher_id, device_id, campaign_id = ticket
    match number % 5:
        case 0:
            return ledger.change(COMMAND, redemptions.redeem, voucher_id)
        case 1:
            return ledger.change(COMMAND, redemptions.reverse, voucher_id)
        case 2:
            return ledger.change(COMMAND, revoke.revoke, voucher_id)
        case 3:
            return ledger.change(device(device_id), claims.claim, device_id, campaign_id)
        case _:
            title = {"title": f"Coffee {number}"}
            return ledger.change(COMMAND, campaigns.change_campaign, campaign_id, title)


def challenges(shop: Shop, voucher_id: str, device_id: str, purpose: Purpose, n: int) -> list[str]:
    who = device(device_id)
    return [
        shop.ledger.change(who, challenge.give, voucher_id, device_id, purpose).id for _ in range(n)
    ]


def test_of_two_hundred_redemptions_of_one_voucher_one_succeeds(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claims.claim, customer.device_id, shop.campaign().id)
    shop.touch(customer, held)
    outcome = contestants.hold(database_url, redeem, [held.voucher.id] * N)
    assert (outcome.done, outcome.refused) == (1, {"already-redeemed": N - 1})
    assert shop.events().count("voucher-redeemed") == 1


def test_of_two_hundred_touches_that_redeem_one_voucher_one_succeeds(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claims.claim, customer.device_id, shop.campaign().id)
    shop.touch(customer, held)
    names = (held.voucher.id, customer.device_id)
    given = challenges(shop, *names, Purpose.REDEEM, N)
    outcome = contestants.hold(database_url, press, [(*names, one) for one in given])
    assert (outcome.done, outcome.refused) == (1, {"already-redeemed": N - 1})


def test_one_challenge_is_good_for_one_of_two_hundred_touches(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claims.claim, customer.device_id, shop.campaign(stamps_needed=9).id
    )
    names = (held.voucher.id, customer.device_id)
    (given,) = challenges(shop, *names, Purpose.VERIFY, 1)
    outcome = contestants.hold(database_url, press, [(*names, given)] * N)
    assert (outcome.done, outcome.refused) == (1, {"challenge-spent": N - 1})
    assert shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher.collected == 1


def test_a_card_of_nine_takes_nine_of_two_hundred_touches(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claims.claim, customer.device_id, shop.campaign(stamps_needed=9).id
    )
    names = (held.voucher.id, customer.device_id)
    given = challenges(shop, *names, Purpose.VERIFY, N)
    outcome = contestants.hold(database_url, press, [(*names, one) for one in given])
    assert outcome.done + outcome.refused["too-soon"] + outcome.refused["wrong-state"] == N
    voucher = shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher
    assert voucher.collected == min(9, outcome.done) == outcome.done
    assert shop.events().count("voucher-verified") == (voucher.state is State.VERIFIED)


def test_two_hundred_customers_get_what_is_in_stock(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    campaign = shop.campaign(stock=17)
    tickets = [(shop.customer().device_id, campaign.id) for _ in range(N)]
    outcome = contestants.hold(database_url, claim, tickets)
    assert (outcome.done, outcome.refused) == (17, {"out-of-stock": N - 17})
    assert shop.ledger.ask(counting.counts, campaign.id, COMMAND).unverified == 17
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).stock_left == 0


def test_a_customer_with_two_hundred_hands_gets_what_one_may_have(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    campaign, customer = shop.campaign(per_customer=3), shop.customer()
    outcome = contestants.hold(database_url, claim, [(customer.device_id, campaign.id)] * N)
    assert (outcome.done, outcome.refused) == (3, {"customer-limit": N - 3})
    assert shop.ledger.ask(counting.counts, campaign.id, COMMAND).unverified == 3


def test_a_request_sent_two_hundred_times_is_done_once_and_always_answered(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    campaign, customer = shop.campaign(), shop.customer()
    outcome = contestants.hold(database_url, claim_once, [(customer.device_id, campaign.id)] * N)
    assert (outcome.done, outcome.refused) == (1, {})
    (held,) = shop.ledger.ask(lists.holdings_of_device, customer.device_id).items
    assert outcome.answers == {f"answer {held.voucher.id}"}


def test_guesses_made_at_once_are_not_more_guesses(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claims.claim, customer.device_id, shop.campaign().id)
    names = (held.voucher.id, customer.device_id)
    given = challenges(shop, *names, Purpose.VERIFY, N)
    outcome = contestants.hold(database_url, guess, [(*names, one) for one in given])
    assert outcome.refused == {"stamp-not-accepted": 5, "locked-out": N - 5}


def test_a_device_with_two_hundred_vouchers_has_no_more_guesses(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    tickets = []
    for _ in range(N):
        held = shop.ledger.change(customer.who, claims.claim, customer.device_id, campaign.id)
        names = (held.voucher.id, customer.device_id)
        tickets += [(*names, *challenges(shop, *names, Purpose.VERIFY, 1))]
    outcome = contestants.hold(database_url, guess_with_a_device, tickets)
    assert outcome.refused == {"stamp-not-accepted": 5, "locked-out": N - 5}


def test_two_hundred_stamps_added_at_once_read_as_two_hundred_codes(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    outcome = contestants.hold(database_url, add_stamp, [shop.merchant.id] * N)
    assert (outcome.done, outcome.refused) == (N, {})
    first = shop.ledger.ask(lists.stamps, shop.merchant.id, COMMAND)
    second = shop.ledger.ask(lists.stamps, shop.merchant.id, COMMAND, first.next)
    assert len({stamp.code for stamp in (*first.items, *second.items)}) == N + 1


def test_whatever_is_done_at_once_stock_and_trail_agree_with_the_vouchers(
    shop: Shop, database_url: str, contestants: Contest
) -> None:
    campaign, customer = shop.campaign(stock=150), shop.customer()
    vouchers = []
    for _ in range(4):
        held = shop.ledger.change(customer.who, claims.claim, customer.device_id, campaign.id)
        vouchers.append(shop.touch(customer, held).holding.voucher.id)
    before = shop.ledger.ask(audit.verify).events
    tickets = [
        (number, vouchers[number // 5 % 4], customer.device_id, campaign.id)
        for number in range(2 * N)
    ]
    outcome = contestants.hold(database_url, do_anything, tickets)
    assert set(outcome.refused) <= {"already-redeemed", "wrong-state", "out-of-stock"}
    counts = shop.ledger.ask(counting.counts, campaign.id, COMMAND)
    live = counts.unverified + counts.verified + counts.redeemed
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == live
    verdict = shop.ledger.ask(audit.verify)
    assert verdict.broken_at is None
    # Vouchers that go back and forth so often raise alarms, each an event more.
    alarms = shop.ledger.ask(lists.alarms, COMMAND).items
    assert {each.kind for each in alarms} <= {"reversed-again", "reversals"}
    assert verdict.events == before + outcome.done + len(alarms)
