from __future__ import annotations

import pytest

from issuance.ledger import alarms, claim, lists, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.voucher import State
from issuance.refusal import Invalid, NotFound
from tests.shop import Shop


def test_a_list_is_read_page_by_page(shop: Shop) -> None:
    made = [shop.merchant]
    for name in "abcde":
        shop.clock.advance(seconds=1)
        made.append(shop.ledger.change(COMMAND, register.register_merchant, name))
    first = shop.ledger.ask(lists.merchants, COMMAND, limit=4)
    assert list(first.items) == made[:4]
    assert first.next == made[3].id
    second = shop.ledger.ask(lists.merchants, COMMAND, first.next, limit=2)
    assert list(second.items) == made[4:]
    assert second.next is None
    assert shop.ledger.ask(lists.merchants, COMMAND, made[-1].id).items == []


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_its_bounds(shop: Shop, limit: int) -> None:
    with pytest.raises(Invalid, match=r"^limit:"):
        shop.ledger.ask(lists.merchants, COMMAND, limit=limit)
    with pytest.raises(Invalid, match=r"^limit:"):
        shop.ledger.ask(lists.events, limit=limit)


@pytest.mark.parametrize("after", ["", "x", "mer_'", "mer_\0"])
def test_a_page_begins_after_an_identifier(shop: Shop, after: str) -> None:
    with pytest.raises(Invalid, match=r"^after:"):
        shop.ledger.ask(lists.merchants, COMMAND, after)


def test_everything_of_one_merchant_is_listed_and_nothing_else(shop: Shop) -> None:
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    shop.ledger.change(COMMAND, register.register_stamp, rival.id, "touch5", 8, "")
    campaign, customer = shop.campaign(), shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    alarm = shop.ledger.change(COMMAND, alarms.raise_about_stamp, shop.stamp.id, "busy", {"n": 9})
    own = Caller("key:key_x", merchant_id=shop.merchant.id)
    stranger = Caller("key:key_y", merchant_id=rival.id)
    assert shop.ledger.ask(lists.merchants, own).items == [shop.merchant]
    assert shop.ledger.ask(lists.stamps, shop.merchant.id, own).items == [shop.stamp]
    assert [one.id for one in shop.ledger.ask(lists.campaigns, shop.merchant.id, own).items] == [
        campaign.id
    ]
    assert shop.ledger.ask(lists.holdings_of_campaign, campaign.id, own).items == [held]
    assert shop.ledger.ask(lists.alarms, own).items == [alarm]
    assert shop.ledger.ask(lists.merchants, stranger).items == [rival]
    assert shop.ledger.ask(lists.alarms, stranger).items == []
    with pytest.raises(NotFound):
        shop.ledger.ask(lists.stamps, shop.merchant.id, stranger)
    with pytest.raises(NotFound):
        shop.ledger.ask(lists.campaigns, shop.merchant.id, stranger)
    with pytest.raises(NotFound):
        shop.ledger.ask(lists.holdings_of_campaign, campaign.id, stranger)


def test_the_vouchers_of_a_campaign_are_listed_by_state(shop: Shop) -> None:
    campaign, customer = shop.campaign(), shop.customer()
    one, other = (
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(2)
    )
    shop.touch(customer, one)
    found = shop.ledger.ask(
        lists.holdings_of_campaign, campaign.id, COMMAND, State.UNVERIFIED
    ).items
    assert [holding.voucher for holding in found] == [other.voucher]


def test_a_device_lists_its_own_vouchers(shop: Shop) -> None:
    campaign, one, other = shop.campaign(), shop.customer(), shop.customer()
    held = shop.ledger.change(one.who, claim.claim, one.device_id, campaign.id)
    assert shop.ledger.ask(lists.holdings_of_device, one.device_id).items == [held]
    assert shop.ledger.ask(lists.holdings_of_device, other.device_id).items == []


def test_events_are_listed_by_number_and_by_what_they_are_about(shop: Shop) -> None:
    page = shop.ledger.ask(lists.events, limit=1)
    assert [event.kind for event in page.items] == ["merchant-registered"]
    assert page.next == "1"
    assert [event.seq for event in shop.ledger.ask(lists.events, after=1).items] == [2]
    (about,) = shop.ledger.ask(lists.events, subject=shop.stamp.id).items
    assert about.kind == "stamp-registered"
    assert shop.ledger.ask(lists.events, subject="\0").items == []
    for after in (-1, 2**63):
        with pytest.raises(Invalid, match=r"^after:"):
            shop.ledger.ask(lists.events, after=after)


def test_an_alarm_is_raised_once_an_hour(shop: Shop) -> None:
    first = shop.ledger.change(COMMAND, alarms.raise_about_stamp, shop.stamp.id, "busy", {})
    assert first is not None
    assert shop.ledger.change(COMMAND, alarms.raise_about_stamp, shop.stamp.id, "busy", {}) is None
    assert (
        shop.ledger.change(COMMAND, alarms.raise_about_stamp, shop.stamp.id, "at-night", {})
        is not None
    )
    shop.clock.advance(hours=1)
    assert (
        shop.ledger.change(COMMAND, alarms.raise_about_stamp, shop.stamp.id, "busy", {}) is not None
    )
    assert shop.events().count("alarm-raised") == 3


def test_the_newest_events_come_first_when_asked_for_and_earlier_ones_follow(shop: Shop) -> None:
    every = [event.seq for event in shop.ledger.ask(lists.events).items]
    assert len(every) > 1
    page = shop.ledger.ask(lists.events, limit=1, newest_first=True)
    assert [event.seq for event in page.items] == every[-1:]
    rest = shop.ledger.ask(lists.events, after=int(page.next or 0), newest_first=True)
    assert [event.seq for event in rest.items] == every[-2::-1]
    assert rest.next is None
