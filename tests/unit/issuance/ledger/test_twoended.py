"""Stamps with a face at each end of the handle, and the campaigns that need one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from issuance.defence.limits import POLICY
from issuance.ledger import campaigns, claim, find, lists, register
from issuance.model.caller import COMMAND
from issuance.model.campaign import Campaign, Worth
from issuance.model.limit import Of
from issuance.model.presentation import Presented, Seen
from issuance.model.stamp import Stamp, StampStatus
from issuance.model.voucher import Holding, State
from issuance.refusal import FamilyFull, Invalid, NotAccepted, StampTaken, TillCodeNeeded
from tests.shop import FAMILY, Customer, Shop

BUDGETS = POLICY.strangers
(A_DAY, _) = (limit.most for limit in BUDGETS if limit.of is Of.MERCHANT)


def two_ended(shop: Shop, code: int | None = 9, second: int | None = 5, **more: Any) -> Stamp:
    return shop.ledger.change(
        COMMAND,
        register.register_stamp,
        shop.merchant.id,
        FAMILY,
        code,
        "dinners",
        second_code=second,
        **more,
    )


def ends(shop: Shop, first: int, second: int, **more: Any) -> Seen:
    """Return both ends of a stamp, as they were pressed one after the other."""
    return replace(shop.seen(first), other=shop.seen(second, **more))


def visit(shop: Shop, campaign: Campaign) -> tuple[Customer, Holding]:
    customer = shop.customer()
    return customer, shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


def press(shop: Shop, campaign: Campaign, seen: Seen) -> Presented:
    customer, held = visit(shop, campaign)
    return shop.touch(customer, held, seen=seen, budgets=BUDGETS)


def reason(shop: Shop) -> str:
    last = [
        event
        for event in shop.ledger.ask(lists.events).items
        if event.kind == "presentation-refused"
    ][-1]
    return str(json.loads(last.details)["reason"])


@pytest.fixture
def dinner(shop: Shop) -> Campaign:
    two_ended(shop)
    return shop.campaign(worth=Worth.MORE)


def test_both_ends_in_either_order_are_the_stamp(shop: Shop, dinner: Campaign) -> None:
    for order in ((5, 9), (9, 5)):
        presented = press(shop, dinner, ends(shop, *order))
        assert presented.holding.voucher.state is State.VERIFIED


def test_nothing_tells_which_end_was_wrong(shop: Shop, dinner: Campaign) -> None:
    two_ended(shop, 20, 30)
    cases = {
        "the first end is wrong": ends(shop, 8, 9),
        "the second end is wrong": ends(shop, 5, 8),
        "both are": ends(shop, 8, 10),
        "the same end twice": ends(shop, 5, 5),
        "ends of two stamps": ends(shop, 5, 20),
        "one end alone": shop.seen(5),
        "the other one alone": shop.seen(9),
    }
    said = set()
    for seen in cases.values():
        with pytest.raises(NotAccepted) as refused:
            press(shop, dinner, seen)
        said.add((str(refused.value), reason(shop)))
    assert said == {("the stamp was not accepted", "unknown")}
    # Each of them was one guess; two stamps are guessed at once with two ends, one with one.
    with pytest.raises(NotAccepted):
        press(shop, dinner, ends(shop, 8, 9))
    left = A_DAY - 2 * 6 - 2
    assert left == 2
    with pytest.raises(NotAccepted):
        press(shop, dinner, ends(shop, 8, 9))
    with pytest.raises(TillCodeNeeded):
        press(shop, dinner, ends(shop, 8, 9))


def test_a_campaign_that_needs_two_ends_takes_no_stamp_with_one(
    shop: Shop, dinner: Campaign
) -> None:
    with pytest.raises(NotAccepted):
        press(shop, dinner, shop.seen())
    assert reason(shop) == "one-ended"
    coffee = shop.campaign()
    assert press(shop, coffee, shop.seen()).holding.voucher.state is State.VERIFIED
    assert press(shop, coffee, ends(shop, 5, 9)).holding.voucher.state is State.VERIFIED


def test_a_press_is_compared_with_earlier_ones_of_its_own_end(shop: Shop, dinner: Campaign) -> None:
    compared: list[tuple[int, list[bytes]]] = []

    def noting(code: int) -> Any:
        def replays(earlier: Sequence[bytes]) -> bool:
            compared.append((code, list(earlier)))
            return False

        return replays

    def seen(code: int, text: bytes, keys: tuple[str, ...] | None = ("20",)) -> Seen:
        made = shop.seen(code, series=text, similar_keys=keys)
        return replace(made, replays=noting(code))

    press(shop, dinner, replace(seen(5, b"plain"), other=seen(9, b"notched")))
    shop.clock.advance(seconds=1)
    press(shop, dinner, replace(seen(9, b"x"), other=seen(5, b"y")))
    latest = replace(seen(5, b"z", None), other=seen(9, b"z", None))
    press(shop, dinner, latest)
    assert compared[:2] == [(5, []), (9, [])]
    assert compared[2:4] == [(9, [b"notched"]), (5, [b"plain"])]
    assert compared[4:] == [(5, [b"y", b"plain"]), (9, [b"x", b"notched"])]


@pytest.mark.parametrize("replayed", [0, 1])
def test_a_replay_of_either_end_is_refused(shop: Shop, dinner: Campaign, replayed: int) -> None:
    press(shop, dinner, ends(shop, 5, 9))
    both = [shop.seen(5), shop.seen(9)]
    both[replayed] = replace(both[replayed], replays=bool)
    with pytest.raises(NotAccepted):
        press(shop, dinner, replace(both[0], other=both[1]))
    assert reason(shop) == "replay"


@pytest.mark.parametrize("status", [StampStatus.LOST, StampStatus.REVOKED])
def test_a_two_ended_stamp_that_is_lost_or_revoked_counts_no_more(
    shop: Shop, status: StampStatus
) -> None:
    stamp = two_ended(shop)
    shop.ledger.change(COMMAND, register.change_stamp, stamp.id, status=status)
    with pytest.raises(NotAccepted):
        press(shop, shop.campaign(worth=Worth.MORE), ends(shop, 5, 9))
    assert reason(shop) == status.value


def test_who_was_stamped_with_one_end_is_a_stranger_to_pairs(shop: Shop, dinner: Campaign) -> None:
    coffee = shop.campaign()
    known, cup = visit(shop, coffee)
    shop.touch(known, cup, budgets=BUDGETS)
    diner, card = visit(shop, shop.campaign(worth=Worth.MORE, stamps_needed=9))
    shop.touch(diner, card, seen=ends(shop, 5, 9), budgets=BUDGETS)
    for _ in range(A_DAY):
        with pytest.raises(NotAccepted):
            press(shop, dinner, ends(shop, 5, 8))
    held = shop.ledger.change(known.who, claim.claim, known.device_id, dinner.id)
    with pytest.raises(TillCodeNeeded):
        shop.touch(known, held, seen=ends(shop, 5, 9), budgets=BUDGETS)
    shop.clock.advance(seconds=60)
    shop.touch(diner, card, seen=ends(shop, 5, 9), budgets=BUDGETS)


def test_the_codes_of_two_ends_are_each_no_others(shop: Shop) -> None:
    made = two_ended(shop)
    assert made.codes == (5, 9)
    assert made in shop.ledger.ask(lists.stamps, shop.merchant.id, COMMAND).items
    for code, second in ((5, 10), (9, 10), (10, 5), (10, 9), (7, 10), (5, None), (9, None)):
        with pytest.raises(StampTaken):
            two_ended(shop, code, second)


@pytest.mark.parametrize(
    ("family", "code", "second", "field"),
    [
        ("touch5", 5, 5, "second_code"),
        ("touch5", None, 5, "code"),
        ("touch5", 5, 4096, "second_code"),
        ("touch5", -1, 5, "code"),
        ("lattice8", 5, 6, "family"),
    ],
)
def test_codes_that_are_no_pair_are_named(
    shop: Shop, family: str, code: int | None, second: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        shop.ledger.change(
            COMMAND, register.register_stamp, shop.merchant.id, family, code, "", second_code=second
        )
    assert refused.value.field == field


def test_the_codes_of_a_pair_are_drawn_among_those_that_are_free(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "_n_ids", {FAMILY: 10}.__getitem__)
    drawn = [two_ended(shop, None, None, two_ended=True) for _ in range(4)]
    codes = [code for stamp in drawn for code in stamp.codes]
    assert len(codes) == len(set(codes)) == 8
    assert set(codes) <= set(range(10)) - {shop.stamp.code}
    with pytest.raises(FamilyFull):
        two_ended(shop, None, None, two_ended=True)
    shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, FAMILY, None, "")
    with pytest.raises(FamilyFull):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, FAMILY, None, "")


def test_what_is_worth_more_than_a_coffee_needs_two_ends_unless_the_merchant_decides(
    shop: Shop,
) -> None:
    assert not shop.campaign().two_ended
    assert not shop.campaign(worth=Worth.MORE, two_ended=False).two_ended
    opened = shop.campaign(two_ended=True)
    assert (opened.worth, opened.two_ended) == (Worth.COFFEE, True)
    visit(shop, opened)

    def changed(**changes: Any) -> bool:
        return shop.ledger.change(COMMAND, campaigns.change_campaign, opened.id, changes).two_ended

    assert changed(title="Tea") is True
    assert changed(two_ended=False) is False
    assert changed(worth=Worth.MORE) is True
    assert changed(worth=Worth.COFFEE, two_ended=True) is True
    found = shop.ledger.ask(find.campaign, opened.id, COMMAND)
    assert (found.worth, found.two_ended) == (Worth.COFFEE, True)


def test_the_database_keeps_the_codes_of_a_pair_in_order(shop: Shop) -> None:
    def turn(change: Any) -> None:
        change.connection.exec_driver_sql("UPDATE stamp SET second_code = 3 WHERE code = 7")

    with pytest.raises(IntegrityError):
        shop.ledger.change(COMMAND, turn)
