"""Clocks that are set while the service runs, and before it starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.clock import MOST_OFF
from issuance.ledger import audit, lists, register, timekeeping
from issuance.ledger.change import Change
from issuance.model.caller import COMMAND
from issuance.model.event import Event
from issuance.refusal import ClockWrong
from stampcodec import FileError
from tests.shop import MORNING, Shop

YEARS = timedelta(days=5 * 365)


def rename(shop: Shop) -> Event:
    """Make some change; return its event."""
    shop.ledger.change(COMMAND, register.rename_merchant, shop.merchant.id, "Bakery")
    return shop.ledger.ask(lists.events, newest_first=True).items[0]


def test_dates_of_events_never_descend(shop: Shop) -> None:
    last = rename(shop)
    shop.clock.now -= MOST_OFF
    assert rename(shop).at == last.at
    shop.clock.now -= timedelta(microseconds=1)
    with pytest.raises(ClockWrong, match="behind the audit trail"):
        rename(shop)
    assert shop.ledger.ask(audit.verify).broken_at is None


def test_a_server_does_not_start_behind_the_trail_until_the_clock_is_accepted(shop: Shop) -> None:
    right = shop.clock.now
    shop.clock.now += YEARS
    rename(shop)
    shop.clock.now = right
    with pytest.raises(FileError, match=r"2031-.*admin clock accept"):
        shop.ledger.ask(timekeeping.expect_not_behind)
    told = shop.ledger.change(COMMAND, timekeeping.accept)
    assert told["now"] == "2026-11-24T08:00:00.000000Z"
    assert (told["last_event_at"] or "").startswith("2031-")
    shop.ledger.ask(timekeeping.expect_not_behind)
    assert rename(shop).at == right
    assert shop.ledger.ask(timekeeping.doubt) == ""
    assert shop.ledger.ask(audit.verify).broken_at is None


def test_a_clock_far_ahead_is_doubted_until_somebody_accepts_it(shop: Shop) -> None:
    shop.clock.now += timekeeping.LONGEST_REST
    assert shop.ledger.ask(timekeeping.doubt) == ""
    shop.clock.advance(microseconds=1)
    assert "admin clock accept" in shop.ledger.ask(timekeeping.doubt)
    rename(shop)
    # Now the last event is near; what made it so is still doubted.
    rename(shop)
    assert "admin clock accept" in shop.ledger.ask(timekeeping.doubt)
    shop.ledger.change(COMMAND, timekeeping.accept)
    assert shop.ledger.ask(timekeeping.doubt) == ""
    rename(shop)
    assert shop.ledger.ask(timekeeping.doubt) == ""


def test_a_trail_whose_dates_descend_is_noticed_and_may_be_accepted(shop: Shop) -> None:
    def date_as_before(change: Change, head: object) -> object:
        del head
        return change.now, None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timekeeping, "date", date_as_before)  # as older versions did
        shop.clock.now += YEARS
        rename(shop)
        shop.clock.now -= MOST_OFF
        rename(shop)
        assert shop.ledger.ask(audit.verify).broken_at is None
        shop.clock.now = MORNING
        rename(shop)
    verdict = shop.ledger.ask(audit.verify)
    assert (verdict.events, verdict.broken_at) == (5, 5)
    assert "dated before" in verdict.problem
    shop.ledger.change(COMMAND, timekeeping.accept)
    assert shop.ledger.ask(audit.verify).broken_at is None


def test_an_empty_trail_says_nothing_about_the_clock(shop: Shop) -> None:
    assert shop.ledger.ask(timekeeping.doubt) == ""
