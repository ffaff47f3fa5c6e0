from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from issuance.ledger import (
    audit,
    campaigns,
    challenge,
    claim,
    expire,
    find,
    lists,
    present,
    redeem,
    revoke,
    timekeeping,
)
from issuance.ledger import counts as counting
from issuance.ledger.change import Change
from issuance.model import moment
from issuance.model.caller import CLOCK, COMMAND
from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import WrongState
from tests.shop import Shop


def test_the_end_of_a_campaign_is_seen_and_not_written_down(shop: Shop) -> None:
    customer = shop.customer()
    campaign = shop.campaign(valid_until=shop.clock.now + timedelta(hours=8))
    held = [
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(3)
    ]
    shop.touch(customer, held[0])
    shop.touch(customer, held[1])
    shop.ledger.change(COMMAND, redeem.redeem, held[1].voucher.id)

    def states() -> list[State]:
        return [
            shop.ledger.ask(find.holding, one.voucher.id, COMMAND).voucher.state for one in held
        ]

    before = states()
    assert before == [State.VERIFIED, State.REDEEMED, State.UNVERIFIED]
    shop.clock.now = campaign.valid_until - timedelta(microseconds=1)
    assert states() == before
    shop.clock.now = campaign.valid_until
    assert states() == [State.EXPIRED, State.REDEEMED, State.EXPIRED]
    assert expire.expire_due(shop.ledger) == 0
    assert "voucher-expired" not in shop.events()
    # Somebody put the clock right, or the end was a typing error.
    longer = {"valid_until": shop.clock.now + timedelta(days=1)}
    shop.ledger.change(COMMAND, campaigns.change_campaign, campaign.id, longer)
    assert states() == before


def test_claims_that_lapsed_are_given_up_some_at_a_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expire, "BATCH", 2)  # so that five need several transactions
    customer, campaign = shop.customer(), shop.campaign()
    for _ in range(5):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.clock.advance(days=1)
    assert expire.expire_due(shop.ledger) == 5
    assert expire.expire_due(shop.ledger) == 0
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == 0
    assert shop.events().count("voucher-expired") == 5


def test_what_is_verified_when_claimed_lapses_as_well_unless_it_is_used(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(mode=Mode.REDEEM, stock=3)
    idle, used, back = (
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(3)
    )
    assert idle.voucher.lapses_at == shop.clock.now + timedelta(days=1)
    shop.clock.advance(hours=23, minutes=55)
    for one in (used, back):
        shop.ledger.change(COMMAND, redeem.redeem, one.voucher.id)
    shop.clock.advance(minutes=5)
    reversed_ = shop.ledger.change(COMMAND, redeem.reverse, back.voucher.id).voucher
    assert (reversed_.state, reversed_.lapses_at) == (State.VERIFIED, None)
    assert expire.expire_due(shop.ledger) == 1
    counts = shop.ledger.ask(counting.counts, campaign.id, COMMAND)
    assert (counts.verified, counts.redeemed, counts.expired, counts.stock_left) == (1, 1, 1, 1)
    assert shop.ledger.ask(audit.verify).broken_at is None


def test_what_a_wrong_clock_gave_up_comes_back_as_far_as_there_is_stock(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expire, "BATCH", 2)
    customer, campaign = shop.customer(), shop.campaign(stock=4)
    held = [
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(4)
    ]
    right = shop.clock.now
    shop.clock.advance(days=2)
    assert expire.expire_due(shop.ledger) == 4
    assert expire.restore_due(shop.ledger) == 0
    shop.clock.now = right + timedelta(hours=1)
    shop.ledger.change(COMMAND, timekeeping.accept)
    new = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert expire.restore_due(shop.ledger) == 3
    assert expire.restore_due(shop.ledger) == 0
    found = [shop.ledger.ask(find.holding, one.voucher.id, COMMAND) for one in held]
    back = [one for one in found if one.voucher.state is State.UNVERIFIED]
    assert [one.voucher.lapses_at for one in back] == 3 * [held[0].voucher.lapses_at]
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == 4
    shop.touch(customer, back[0])
    shop.touch(customer, new)
    assert shop.events().count("voucher-restored") == 3
    assert shop.ledger.ask(audit.verify).broken_at is None


def test_a_verified_voucher_that_an_older_version_expired_too_early_comes_back(
    shop: Shop,
) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)

    def expire_as_before(change: Change) -> None:
        ended = moment.number(campaign.valid_until)
        words = "UPDATE voucher SET state = 'expired', receipt_id = NULL, version = version + 1, "
        change.connection.execute(text(f"{words} ended_at = {ended}"))
        change.connection.execute(text("UPDATE campaign SET taken = 0"))
        change.note("voucher-expired", held.voucher.id, campaign=campaign.id)

    shop.ledger.change(CLOCK, expire_as_before)
    assert shop.ledger.ask(audit.verify).broken_at is None
    assert expire.restore_due(shop.ledger) == 1
    found = shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher
    assert (found.state, found.lapses_at) == (State.VERIFIED, None)
    assert found.receipt_id is not None
    assert shop.ledger.ask(audit.verify).broken_at is None
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)


def test_what_is_claimed_and_not_stamped_goes_back_into_the_stock(shop: Shop) -> None:
    campaign = shop.campaign(stock=3, per_customer=1, stamps_needed=2)
    first, second, third = (shop.customer() for _ in range(3))
    idle = shop.ledger.change(first.who, claim.claim, first.device_id, campaign.id)
    begun = shop.ledger.change(second.who, claim.claim, second.device_id, campaign.id)
    shop.ledger.change(third.who, claim.claim, third.device_id, campaign.id)
    assert idle.voucher.lapses_at == shop.clock.now + timedelta(days=1)
    assert shop.touch(second, begun).holding.voucher.lapses_at is None
    shop.clock.advance(hours=24, microseconds=-1)
    assert expire.expire_due(shop.ledger) == 0
    shop.clock.advance(microseconds=1)
    unswept = shop.ledger.ask(find.holding, idle.voucher.id, COMMAND).voucher
    assert (unswept.state, unswept.ended_at) == (State.EXPIRED, shop.clock.now)
    counts = shop.ledger.ask(counting.counts, campaign.id, COMMAND)
    assert (counts.unverified, counts.expired, counts.stock_left) == (1, 2, 2)
    with pytest.raises(WrongState):
        shop.touch(first, idle)
    assert expire.expire_due(shop.ledger) == 2
    assert shop.ledger.ask(find.campaign, campaign.id, COMMAND).taken == 1
    assert (
        shop.ledger.ask(find.holding, idle.voucher.id, COMMAND).voucher.ended_at == unswept.ended_at
    )
    again = shop.ledger.change(first.who, claim.claim, first.device_id, campaign.id)
    assert shop.touch(first, again).holding.voucher.collected == 1


def test_a_customer_whose_claim_lapsed_a_moment_ago_may_claim_anew(shop: Shop) -> None:
    campaign, customer = shop.campaign(per_customer=1), shop.customer()
    shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.clock.advance(hours=24)
    shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    assert shop.ledger.ask(counting.counts, campaign.id, COMMAND).unverified == 1


def test_vouchers_are_listed_by_the_state_that_is_shown(shop: Shop) -> None:
    campaign, customer = shop.campaign(), shop.customer()
    held = [
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(3)
    ]
    shop.touch(customer, held[0])
    shop.touch(customer, held[1])
    shop.ledger.change(COMMAND, redeem.redeem, held[1].voucher.id)

    def listed(state: State) -> set[str]:
        page = shop.ledger.ask(lists.holdings_of_campaign, campaign.id, COMMAND, state)
        assert {each.voucher.state for each in page.items} <= {state}
        return {each.voucher.id for each in page.items}

    names = [each.voucher.id for each in held]
    assert [listed(state) for state in State] == [{names[2]}, {names[0]}, {names[1]}, set(), set()]
    shop.clock.advance(days=1)
    assert listed(State.UNVERIFIED) == set()
    assert listed(State.EXPIRED) == {names[2]}
    shop.clock.now = campaign.valid_until
    assert listed(State.EXPIRED) == {names[0], names[2]}
    assert listed(State.VERIFIED) == set()


def test_a_voucher_is_expired_before_anybody_swept(shop: Shop) -> None:
    customer = shop.customer()
    campaign = shop.campaign(valid_until=shop.clock.now + timedelta(hours=8))
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.clock.now = campaign.valid_until - timedelta(seconds=1)
    given = shop.ledger.change(
        customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
    )
    shop.clock.now = campaign.valid_until
    seen = shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher
    assert (seen.state, seen.ended_at) == (State.EXPIRED, campaign.valid_until)
    (listed,) = shop.ledger.ask(lists.holdings_of_device, customer.device_id).items
    assert listed.voucher == seen
    with pytest.raises(WrongState):
        shop.ledger.change(
            customer.who,
            present.present,
            held.voucher.id,
            customer.device_id,
            given.id,
            shop.seen(),
        )
    with pytest.raises(WrongState):
        shop.ledger.change(COMMAND, revoke.revoke, held.voucher.id)
