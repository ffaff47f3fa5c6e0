from __future__ import annotations

from issuance.ledger import challenge, claim, find, keys, tidy
from issuance.model.caller import CLOCK
from issuance.model.challenge import Purpose
from issuance.model.limit import Counts, Limit, Of
from tests.shop import Shop


def test_what_nobody_asks_for_any_more_is_removed_and_nothing_else(shop: Shop) -> None:
    limit = Limit("claims", Of.DEVICE, Counts.ALL, most=1, window_s=60, lock_s=60)
    campaign, customer = shop.campaign(), shop.customer()
    held = shop.ledger.change(
        customer.who, claim.claim, customer.device_id, campaign.id, limits=[limit]
    )
    shop.ledger.change(
        customer.who, challenge.give, held.voucher.id, customer.device_id, Purpose.VERIFY
    )
    shop.touch(customer, held)
    events = shop.events()
    assert shop.ledger.change(CLOCK, tidy.tidy) == 0
    shop.clock.advance(seconds=60)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 2  # the count and the lock-out
    shop.clock.advance(days=1, seconds=60)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 2  # the two challenges
    shop.clock.advance(days=366)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 1  # the hour of use
    assert shop.ledger.change(CLOCK, tidy.tidy) == 0
    assert shop.events() == events
    assert (
        shop.ledger.ask(find.holding, held.voucher.id, customer.who).voucher.stamped_at is not None
    )


def test_a_device_without_a_voucher_is_forgotten_after_three_months(shop: Shop) -> None:
    idle, customer = shop.customer(), shop.customer()
    shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    shop.clock.advance(days=90, microseconds=-1)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 0
    assert shop.ledger.ask(keys.device_of, idle.token) is not None
    shop.clock.advance(microseconds=1)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 1
    assert shop.ledger.ask(keys.device_of, idle.token) is None
    assert shop.ledger.ask(keys.device_of, customer.token) is not None
