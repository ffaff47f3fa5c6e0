from __future__ import annotations

from dataclasses import replace

import pytest

from issuance.defence.limits import POLICY
from issuance.ledger import challenge, claim, open_ledger, present, tally
from issuance.model.caller import Caller
from issuance.model.challenge import Purpose
from issuance.model.limit import Counts, Limit, Of
from issuance.model.presentation import Seen
from issuance.model.voucher import State
from issuance.refusal import LockedOut, NotAccepted
from issuance.settings import Settings
from tests.shop import NOWHERE, Shop

GUESSES = Limit("guesses", Of.DEVICE, Counts.REFUSED, most=3, window_s=3600, lock_s=600)
CLAIMS = Limit("claims", Of.ADDRESS, Counts.ALL, most=2, window_s=3600, lock_s=60)
SOMEWHERE = "a" * 64


def test_whoever_guesses_too_often_is_locked_out_for_a_while(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    for _ in range(3):
        with pytest.raises(NotAccepted):
            shop.touch(customer, held, seen=shop.seen(code=8), limits=[GUESSES])
    with pytest.raises(LockedOut) as refused:
        shop.touch(customer, held, limits=[GUESSES])
    assert refused.value.retry_after_s == 600
    assert shop.events().count("locked-out") == 1
    shop.clock.advance(seconds=599.5)
    with pytest.raises(LockedOut) as refused:
        shop.touch(customer, held, limits=[GUESSES])
    assert refused.value.retry_after_s == 1
    shop.clock.advance(seconds=0.5)
    assert shop.touch(customer, held, limits=[GUESSES]).holding.voucher.state is State.VERIFIED


def test_one_failure_after_a_lock_out_locks_nobody_out_again(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)

    def fail(times: int) -> None:
        for _ in range(times):
            with pytest.raises(NotAccepted):
                shop.touch(customer, held, seen=shop.seen(code=8), limits=[GUESSES])

    fail(3)
    shop.clock.advance(seconds=600)
    fail(3)
    with pytest.raises(LockedOut):
        shop.touch(customer, held, limits=[GUESSES])
    assert shop.events().count("locked-out") == 2


def test_presses_that_were_not_read_cost_only_who_sends_them(shop: Shop) -> None:
    """Two thousand of them once shut a shop for a minute, for everybody."""
    campaign = shop.campaign(stamps_needed=9)
    nothing = Seen("press")
    for _ in range(6):
        stranger = shop.customer(SOMEWHERE)
        claimed = [
            shop.ledger.change(stranger.who, claim.claim, stranger.device_id, campaign.id)
            for _ in range(2)
        ]
        for held in claimed:
            for _ in range(6):
                with pytest.raises(NotAccepted):
                    shop.touch(stranger, held, seen=nothing, limits=POLICY.presentations)
        with pytest.raises(LockedOut):
            shop.touch(stranger, claimed[0], limits=POLICY.presentations)
    customer = shop.customer(SOMEWHERE)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert shop.touch(customer, held, limits=POLICY.presentations).holding.voucher.collected == 1


def test_who_is_locked_out_keeps_the_challenge(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    voucher_id, device_id = held.voucher.id, customer.device_id
    kept = shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)
    once = Limit("once", Of.DEVICE, Counts.REFUSED, most=1, window_s=3600, lock_s=60)
    with pytest.raises(NotAccepted):
        shop.touch(customer, held, seen=shop.seen(code=8), limits=[once])
    with pytest.raises(LockedOut):
        shop.ledger.change(
            customer.who,
            present.present,
            voucher_id,
            device_id,
            kept.id,
            shop.seen(),
            limits=[once],
        )
    shop.clock.advance(seconds=60)
    shop.ledger.change(
        customer.who, present.present, voucher_id, device_id, kept.id, shop.seen(), limits=[once]
    )


def test_a_touch_that_counts_is_no_guess(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(stamps_needed=9).id
    )
    for _ in range(5):
        shop.touch(customer, held, limits=[GUESSES])
        shop.clock.advance(seconds=60)


def test_a_lock_out_survives_a_restart(shop: Shop, database_url: str) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    for _ in range(3):
        with pytest.raises(NotAccepted):
            shop.touch(customer, held, seen=shop.seen(code=8), limits=[GUESSES])
    shop.ledger.close()
    shop.ledger = open_ledger(Settings(folder=NOWHERE, database_url=database_url), shop.clock)
    with pytest.raises(LockedOut):
        shop.touch(customer, held, limits=[GUESSES])


def test_everybody_is_counted_alone(shop: Shop) -> None:
    campaign = shop.campaign()
    for _ in range(2):
        customer = shop.customer()
        held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(2):
            with pytest.raises(NotAccepted):
                shop.touch(customer, held, seen=shop.seen(code=8), limits=[GUESSES])
    shop.touch(customer, held, limits=[GUESSES])


def test_all_attempts_from_one_address_count_together(shop: Shop) -> None:
    campaign = shop.campaign()
    for _ in range(2):
        customer = shop.customer(address=SOMEWHERE)
        shop.ledger.change(
            customer.who, claim.claim, customer.device_id, campaign.id, limits=[CLAIMS]
        )
    customer = shop.customer(address=SOMEWHERE)
    with pytest.raises(LockedOut):
        shop.ledger.change(
            customer.who, claim.claim, customer.device_id, campaign.id, limits=[CLAIMS]
        )
    elsewhere = shop.customer(address="b" * 64)
    shop.ledger.change(
        elsewhere.who, claim.claim, elsewhere.device_id, campaign.id, limits=[CLAIMS]
    )


def test_a_window_that_is_full_stays_full_after_a_shorter_lock_out(shop: Shop) -> None:
    campaign = shop.campaign()
    customer = shop.customer(address=SOMEWHERE)
    device_id, campaign_id = customer.device_id, campaign.id
    for _ in range(2):
        shop.ledger.change(customer.who, claim.claim, device_id, campaign_id, limits=[CLAIMS])
    shop.clock.advance(seconds=60)
    with pytest.raises(LockedOut) as refused:
        shop.ledger.change(customer.who, claim.claim, device_id, campaign_id, limits=[CLAIMS])
    assert refused.value.retry_after_s == 3600 - 60  # the clock began at a full hour
    shop.clock.advance(seconds=3600 - 60)
    shop.ledger.change(customer.who, claim.claim, device_id, campaign_id, limits=[CLAIMS])


def test_what_a_call_does_not_have_is_not_counted(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    for _ in range(5):
        shop.ledger.change(
            customer.who, claim.claim, customer.device_id, campaign.id, limits=[CLAIMS]
        )


@pytest.mark.parametrize("of", [Of.VOUCHER, Of.DEVICE, Of.MERCHANT, Of.ADDRESS, Of.STAMP])
def test_presentations_are_counted_by_voucher_device_merchant_address_and_stamp(
    shop: Shop, of: Of
) -> None:
    limit = Limit("of", of, Counts.ALL, most=1, window_s=3600, lock_s=60)
    customer = shop.customer(address=SOMEWHERE)
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, shop.campaign(stamps_needed=9).id
    )
    shop.touch(customer, held, limits=[limit])
    voucher_id, device_id = held.voucher.id, customer.device_id
    shop.clock.advance(seconds=60)
    given = shop.ledger.change(customer.who, challenge.give, voucher_id, device_id, Purpose.VERIFY)
    with pytest.raises(LockedOut):
        shop.ledger.change(
            customer.who,
            present.present,
            voucher_id,
            device_id,
            given.id,
            shop.seen(),
            limits=[limit],
        )


def test_attempts_at_nothing_are_counted_too(shop: Shop) -> None:
    wrong = Limit("wrong-keys", Of.ADDRESS, Counts.REFUSED, most=2, window_s=60, lock_s=60)
    who = Caller("nobody", address=SOMEWHERE)
    shop.ledger.change(who, tally.attempt, [wrong])
    shop.ledger.change(who, tally.attempt, [wrong], refused=False)
    shop.ledger.change(who, tally.attempt, [wrong])
    with pytest.raises(LockedOut):
        shop.ledger.change(who, tally.attempt, [wrong], refused=False)


def test_only_what_was_read_is_wrong(shop: Shop) -> None:
    wrong = replace(GUESSES, counts=Counts.WRONG)
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    for seen in (*[Seen("press")] * 5, *[shop.seen(code=8)] * 3):
        with pytest.raises(NotAccepted):
            shop.touch(customer, held, seen=seen, limits=[wrong])
    with pytest.raises(LockedOut):
        shop.touch(customer, held, limits=[wrong])
