from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from issuance.ledger import challenge, claim, find, lists, present, presses, redeem, register, usage
from issuance.model.caller import COMMAND
from issuance.model.challenge import Purpose
from issuance.model.presentation import HourOfUse, Seen
from issuance.model.stamp import StampStatus
from issuance.model.voucher import State
from issuance.refusal import AlreadyRedeemed, NotAccepted, TooSoon
from tests.shop import MORNING, Shop


def always(earlier: Sequence[bytes]) -> bool:
    """Take every press for a replay."""
    del earlier
    return True


def reason(shop: Shop) -> str:
    """Say why the last presentation was refused."""
    last = shop.ledger.ask(lists.events).items[-1]
    assert last.kind == "presentation-refused"
    return str(json.loads(last.details)["reason"])


def test_a_touch_verifies_and_a_later_one_redeems(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    verified = shop.touch(customer, held)
    assert verified.holding.voucher.state is State.VERIFIED
    assert verified.holding.voucher.receipt_id == verified.id
    shop.clock.advance(days=2)
    redeemed = shop.touch(customer, held, Purpose.REDEEM)
    assert redeemed.holding.voucher.state is State.REDEEMED
    assert redeemed.holding.voucher.receipt_id == redeemed.id
    assert redeemed.holding.voucher.redeemed_at == shop.clock.now
    assert shop.events()[-3:] == ["voucher-claimed", "voucher-verified", "voucher-redeemed"]
    assert shop.ledger.ask(find.holding, held.voucher.id, customer.who) == redeemed.holding


def test_a_voucher_is_redeemed_once(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    voucher_id, device_id = held.voucher.id, customer.device_id
    shop.touch(customer, held)
    first, second = (
        shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.REDEEM).id
        for _ in range(2)
    )
    shop.ledger.change(customer.who, present.present, voucher_id, device_id, first, shop.seen())
    with pytest.raises(AlreadyRedeemed):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, second, shop.seen()
        )
    with pytest.raises(AlreadyRedeemed):
        shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)


def test_a_stamp_card_of_three_needs_three_touches_with_a_rest_between_them(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(stamps_needed=3).id
    )
    assert shop.touch(customer, held).holding.voucher.collected == 1
    shop.clock.advance(seconds=59.5)
    with pytest.raises(TooSoon) as refused:
        shop.touch(customer, held)
    assert refused.value.retry_after_s == 1
    shop.clock.advance(seconds=0.5)
    assert shop.touch(customer, held).holding.voucher.state is State.UNVERIFIED
    shop.clock.advance(seconds=60)
    full = shop.touch(customer, held).holding.voucher
    assert (full.state, full.collected) == (State.VERIFIED, 3)
    assert shop.events().count("voucher-stamped") == 2


def test_two_challenges_at_once_do_not_stamp_a_card_twice(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(stamps_needed=3).id
    )
    voucher_id, device_id = held.voucher.id, customer.device_id
    first, second = (
        shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY).id
        for _ in range(2)
    )
    shop.ledger.change(customer.who, present.present, voucher_id, device_id, first, shop.seen())
    with pytest.raises(TooSoon):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, second, shop.seen()
        )


def test_nobody_learns_why_a_stamp_does_not_count_but_the_trail_knows(shop: Shop) -> None:
    another_merchants = shop.rival(9).stamp.code
    customer = shop.customer(address="a" * 64)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    cases = (
        ("unreadable", Seen("press")),
        ("unknown", shop.seen(code=8)),
        ("unknown", shop.seen(code=another_merchants)),
        ("jitter", shop.seen(objection="jitter")),
        ("rest", shop.seen(rested=timedelta(microseconds=1))),
        ("replay", shop.seen(replays=always)),
    )
    said = set()
    for expected, seen in cases:
        with pytest.raises(NotAccepted) as refused:
            shop.touch(customer, held, seen=seen)
        said.add(str(refused.value))
        assert reason(shop) == expected
    assert len(said) == 1
    assert shop.ledger.ask(find.holding, held.voucher.id, customer.who) == held


@pytest.mark.parametrize("status", [StampStatus.LOST, StampStatus.REVOKED])
def test_a_stamp_that_is_lost_or_revoked_counts_no_more_at_once(
    shop: Shop, status: StampStatus
) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    voucher_id, device_id = held.voucher.id, customer.device_id
    given = shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)
    shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=status)
    with pytest.raises(NotAccepted):
        shop.ledger.change(
            customer.who, present.present, voucher_id, device_id, given.id, shop.seen()
        )
    assert reason(shop) == status.value


def test_a_stamp_that_is_found_again_counts_again(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.LOST)
    shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.ACTIVE)
    assert shop.touch(customer, held).holding.voucher.state is State.VERIFIED


def test_a_press_is_compared_with_earlier_ones_of_the_same_pattern_and_kind(shop: Shop) -> None:
    other = shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", 9, "")
    customer, campaign = shop.customer(), shop.campaign()
    compared: list[Sequence[bytes]] = []

    def remember(earlier: Sequence[bytes]) -> bool:
        compared.append(earlier)
        return False

    def press(code: int, series: bytes, key: str, similar: tuple[str, ...]) -> None:
        held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        fields = {"series": series, "series_key": key, "similar_keys": similar}
        shop.touch(customer, held, seen=shop.seen(code, replays=remember, **fields))

    press(shop.stamp.code, b"one", "20", ())
    press(shop.stamp.code, b"two", "21", ("20", "21"))
    press(shop.stamp.code, b"three", "30", ("29", "31"))
    press(other.code, b"four", "20", ("20", "21"))
    press(shop.stamp.code, b"five", "20", ("20", "21"))
    assert [sorted(earlier) for earlier in compared] == [[], [b"one"], [], [], [b"one", b"two"]]


def test_a_press_of_few_samples_is_compared_with_the_latest_ones_whatever_their_kind(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest = {table: query.limit(2) for table, query in presses.LATEST.items()}
    monkeypatch.setattr(presses, "LATEST", latest)
    customer, campaign = shop.customer(), shop.campaign()
    compared: list[Sequence[bytes]] = []
    for number in range(4):
        held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        fields: dict[str, Any] = {"series": b"%d" % number, "series_key": str(number)}
        fields["similar_keys"] = None
        shop.touch(customer, held, seen=shop.seen(replays=compared.append, **fields))
        shop.clock.advance(seconds=1)
    assert compared == [[], [b"0"], [b"1", b"0"], [b"2", b"1"]]


def test_what_does_not_count_is_not_compared_with_later(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    with pytest.raises(NotAccepted):
        shop.touch(customer, held, seen=shop.seen(objection="jitter"))
    shop.touch(customer, held, seen=shop.seen(replays=bool))


def test_the_use_of_a_stamp_is_counted_by_the_hour(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stamps_needed=9)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    shop.clock.advance(minutes=30)
    shop.touch(customer, held)
    shop.clock.advance(minutes=5)
    with pytest.raises(NotAccepted):
        shop.touch(customer, held, seen=shop.seen(objection="jitter"))
    shop.clock.advance(minutes=30)
    shop.touch(customer, held)
    first, second = shop.ledger.ask(usage.hours_of_use, shop.stamp.id, MORNING)
    assert first == HourOfUse(MORNING, accepted=2, refused=1)
    assert (second.accepted, second.refused) == (1, 0)
    assert shop.ledger.ask(usage.hours_of_use, shop.stamp.id, second.start) == [second]
