from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from issuance.ledger import campaigns, claim, counts, find, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Mode, Picture, Terms
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
