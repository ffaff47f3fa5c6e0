from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from issuance.ledger import campaigns, claim, counts, find, lists, redeem, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Mode, Picture, Terms
from issuance.model.voucher import State
from issuance.refusal import Invalid, NotFound
from tests.shop import MORNING, Shop

PNG = b"\x89PNG\r\n\x1a\n"
DAY = timedelta(days=1)


def test_a_campaign_is_found_as_it_was_opened(shop: Shop) -> None:
    made = shop.campaign(title="Coffee", text="Line 1\r\nLine 2", stock=5, mode=Mode.ISSUE)
    assert (made.text, made.stock_left, made.mode) == ("Line 1\nLine 2", 5, Mode.ISSUE)
    assert shop.ledger.ask(find.campaign, made.id, COMMAND) == made
    assert made.available_at(shop.clock.now)
    assert not made.available_at(made.valid_until)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "a\nb"),
        ("text", "x" * 4001),
        ("text", "a\0b"),
        ("stock", 0),
        ("stock", 10**9 + 1),
        ("per_customer", 0),
        ("stamps_needed", 0),
        ("stamps_needed", 101),
        ("reversal_s", -1),
        ("valid_until", MORNING),
        ("valid_until", datetime.max.replace(tzinfo=MORNING.tzinfo)),
        ("valid_from", datetime.min.replace(tzinfo=MORNING.tzinfo)),
    ],
)
def test_terms_that_cannot_be_are_refused_by_name(field: str, value: object) -> None:
    fine: dict[str, Any] = {"title": "x", "valid_from": MORNING, "valid_until": MORNING + DAY}
    with pytest.raises(Invalid) as refused:
        Terms(**{**fine, field: value})
    assert refused.value.field == field


def test_a_card_that_is_verified_when_claimed_has_one_stamp() -> None:
    with pytest.raises(Invalid, match=r"^stamps_needed:"):
        Terms("x", MORNING, MORNING + DAY, mode=Mode.REDEEM, stamps_needed=2)


def test_terms_change_one_by_one(shop: Shop) -> None:
    made = shop.campaign(stock=5)
    changed = shop.ledger.change(
        COMMAND, campaigns.change_campaign, made.id, {"title": "Tea", "stock": None}
    )
    assert (changed.title, changed.stock) == ("Tea", None)
    assert changed.text == made.text
    assert shop.ledger.ask(find.campaign, made.id, COMMAND) == changed


def test_the_stock_does_not_fall_below_what_is_given_out(shop: Shop) -> None:
    customer, made = shop.customer(), shop.campaign(stock=5)
    for _ in range(2):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, made.id)
    with pytest.raises(Invalid, match=r"^stock: expected at least the 2"):
        shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, {"stock": 1})
    assert (
        shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, {"stock": 2}).stock_left
        == 0
    )


@pytest.mark.parametrize("change", [{"mode": Mode.ISSUE}, {"stamps_needed": 2}])
def test_what_vouchers_were_promised_stays(shop: Shop, change: dict[str, Any]) -> None:
    customer, made = shop.customer(), shop.campaign()
    shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, change)
    back = shop.ledger.change(
        COMMAND, campaigns.change_campaign, made.id, {"mode": Mode.BOTH, "stamps_needed": 1}
    )
    assert back == made
    shop.ledger.change(customer.who, claim.claim, customer.device_id, made.id)
    with pytest.raises(Invalid, match=f"^{next(iter(change))}: expected no change"):
        shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, change)


def test_vouchers_keep_what_they_were_claimed_under(shop: Shop) -> None:
    customer, made = shop.customer(), shop.campaign(text="Any size.", reversal_s=600)
    old = shop.ledger.change(customer.who, claim.claim, customer.device_id, made.id)
    shop.touch(customer, old)
    worse = {
        "title": "A sip",
        "text": "Small.",
        "reversal_s": 0,
        "valid_from": made.valid_from + timedelta(days=1),
        "valid_until": made.valid_from + timedelta(days=2),
    }
    changed = shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, worse)
    assert (made.version, changed.version) == (1, 2)
    shop.clock.advance(days=1)
    new = shop.ledger.change(customer.who, claim.claim, customer.device_id, made.id)
    kept = shop.ledger.ask(find.holding, old.voucher.id, COMMAND).campaign
    assert {name: getattr(kept, name) for name in worse} == {
        name: getattr(made, name) for name in worse
    }
    assert new.campaign == shop.ledger.ask(find.holding, new.voucher.id, COMMAND).campaign
    assert {name: getattr(new.campaign, name) for name in worse} == worse
    shop.clock.advance(days=10)
    listed = shop.ledger.ask(lists.holdings_of_campaign, made.id, COMMAND, State.VERIFIED).items
    assert [holding.voucher.id for holding in listed] == [old.voucher.id]
    counted = shop.ledger.ask(counts.counts, made.id, COMMAND)
    assert (counted.verified, counted.expired) == (1, 1)
    shop.ledger.change(COMMAND, redeem.redeem, old.voucher.id)
    shop.clock.advance(seconds=599)
    shop.ledger.change(COMMAND, redeem.reverse, old.voucher.id)


def test_a_typing_error_in_the_last_day_is_taken_back_for_all(shop: Shop) -> None:
    customer = shop.customer()
    made = shop.campaign(valid_until=shop.clock.now + timedelta(hours=1))
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, made.id)
    shop.clock.advance(hours=2)
    state = shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher.state
    assert state is State.EXPIRED
    later = {"valid_until": shop.clock.now + timedelta(days=30)}
    shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, later)
    found = shop.ledger.ask(find.holding, held.voucher.id, COMMAND)
    assert found.voucher.state is State.UNVERIFIED
    assert found.campaign.valid_until == later["valid_until"]


def test_only_a_change_of_what_is_promised_makes_a_version(shop: Shop) -> None:
    made = shop.campaign()
    for changes, version in (({"stock": 9}, 1), ({"title": made.title}, 1), ({"text": "x"}, 2)):
        changed = shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, changes)
        assert changed.version == version


def test_the_versions_of_a_campaign_are_listed_a_page_at_a_time(shop: Shop) -> None:
    made, began = shop.campaign(title="One"), shop.clock.now
    shop.campaign(title="Another")
    for title in ("Two", "Three"):
        shop.clock.advance(hours=1)
        shop.ledger.change(COMMAND, campaigns.change_campaign, made.id, {"title": title})
    first = shop.ledger.ask(lists.versions, made.id, COMMAND, 0, 2)
    rest = shop.ledger.ask(lists.versions, made.id, COMMAND, int(first.next or 0), 2)
    listed = [(each.version, each.title, each.at - began) for each in (*first.items, *rest.items)]
    hour = timedelta(hours=1)
    assert listed == [(1, "One", 0 * hour), (2, "Two", hour), (3, "Three", 2 * hour)]
    assert rest.next is None
    for after in (-1, 2**31):
        with pytest.raises(Invalid, match="number of a version"):
            shop.ledger.ask(lists.versions, made.id, COMMAND, after)
    with pytest.raises(NotFound):
        shop.ledger.ask(lists.versions, made.id, Caller("key:key_x", merchant_id="mer_x"))


def test_a_picture_is_kept_as_it_came_and_replaced(shop: Shop) -> None:
    made = shop.campaign()
    assert shop.ledger.ask(find.picture, made.id, COMMAND) is None
    first, second = Picture("image/png", PNG + b"1"), Picture("image/webp", b"RIFF1234WEBP")
    shop.ledger.change(COMMAND, campaigns.set_picture, made.id, first)
    assert shop.ledger.ask(find.picture, made.id, COMMAND) == first
    shown = shop.ledger.change(COMMAND, campaigns.set_picture, made.id, second)
    assert shop.ledger.ask(find.picture, made.id, COMMAND) == second
    assert (shown.picture_type, shown.picture_digest) == ("image/webp", second.digest)
    assert shop.ledger.ask(find.campaign, made.id, COMMAND) == shown


@pytest.mark.parametrize(
    ("media_type", "data", "field"),
    [
        ("image/svg+xml", b"<svg>", "media_type"),
        ("text/html", b"<html>", "media_type"),
        ("image/png", b"<html>", "picture"),
        ("image/jpeg", PNG, "picture"),
        ("image/webp", b"RIFF1234AVI ", "picture"),
        ("image/png", PNG + bytes(256 * 1024), "picture"),
        ("image/png", b"", "picture"),
    ],
)
def test_what_is_no_picture_is_refused(media_type: str, data: bytes, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Picture(media_type, data)
    assert refused.value.field == field


def test_a_key_for_one_merchant_finds_no_campaign_of_another(shop: Shop) -> None:
    made = shop.campaign()
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    stranger = Caller("key:key_x", merchant_id=rival.id)
    with pytest.raises(NotFound):
        shop.ledger.ask(find.campaign, made.id, stranger)
    with pytest.raises(NotFound):
        shop.ledger.change(stranger, campaigns.change_campaign, made.id, {"title": "Mine"})
    with pytest.raises(NotFound):
        shop.ledger.change(stranger, campaigns.set_picture, made.id, Picture("image/png", PNG))
    with pytest.raises(NotFound):
        shop.ledger.ask(counts.counts, made.id, stranger)
