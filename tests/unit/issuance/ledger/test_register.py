from __future__ import annotations

import json

import pytest

from issuance.database.engine import Database
from issuance.ledger import find, keys, lists, register
from issuance.ledger.code import free_code
from issuance.model.caller import COMMAND, Caller
from issuance.model.merchant import Merchant
from issuance.model.stamp import StampStatus
from issuance.refusal import FamilyFull, Invalid, NotFound, StampTaken, WrongState
from tests.shop import Shop


def test_a_merchant_is_found_as_it_was_taken_in(shop: Shop) -> None:
    made = shop.ledger.change(
        COMMAND, register.register_merchant, "  Boulangerie 麵包店 <b>&'\"; --  "
    )
    assert made.name == "Boulangerie 麵包店 <b>&'\"; --"
    assert shop.ledger.ask(find.merchant, made.id, COMMAND) == made
    renamed = shop.ledger.change(COMMAND, register.rename_merchant, made.id, "Bakery")
    assert shop.ledger.ask(find.merchant, made.id, COMMAND) == renamed


def test_a_merchant_that_renames_itself_raises_an_alarm_each_time(shop: Shop) -> None:
    own = Caller("key:key_x", merchant_id=shop.merchant.id)
    for who, name in ((COMMAND, "Ann"), (own, "Ann"), (own, "Ben"), (own, "Bank")):
        shop.clock.advance(seconds=1)
        shop.ledger.change(who, register.rename_merchant, shop.merchant.id, name)
    raised = shop.ledger.ask(lists.alarms, COMMAND).items
    assert [(each.kind, each.about, each.stamp_id) for each in raised] == [
        ("renamed", shop.merchant.id, None)
    ] * 2
    assert json.loads(raised[1].details) == {"before": "Ben", "name": "Bank", "by": "key:key_x"}
    assert shop.ledger.ask(lists.alarms, own).items == raised
    last = shop.ledger.ask(lists.events, subject=shop.merchant.id, newest_first=True).items[1]
    assert json.loads(last.details) == {"before": "Ben", "name": "Bank"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b", "a\nb", "\x1b[2J", "\ud800"])
def test_a_merchant_is_called_something_that_can_be_printed(shop: Shop, name: str) -> None:
    with pytest.raises(Invalid, match=r"^name: expected"):
        shop.ledger.change(COMMAND, register.register_merchant, name)


def test_a_device_is_found_by_its_token_alone(shop: Shop) -> None:
    customer, other = shop.customer(), shop.customer()
    found = shop.ledger.ask(keys.device_of, customer.token)
    assert found is not None
    assert found.id == customer.device_id != other.device_id
    assert shop.ledger.ask(keys.device_of, customer.token + "x") is None
    assert shop.ledger.ask(keys.device_of, "") is None


def test_no_two_stamps_of_a_merchant_read_as_the_same(shop: Shop) -> None:
    with pytest.raises(StampTaken, match="the merchant has a stamp touch5 7"):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", 7, "")
    shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "lattice8", 7, "")


def test_a_pattern_may_be_another_merchants_as_well(shop: Shop) -> None:
    rival = shop.rival()
    assert rival.stamp.code == shop.stamp.code
    for each in (shop, rival):
        found = shop.ledger.ask(find.stamp_read_as, each.merchant.id, "touch5", [7])
        assert found == each.stamp


def test_a_stamp_without_a_code_gets_one_that_the_others_do_not_tell(shop: Shop) -> None:
    def next_code() -> int:
        return shop.ledger.change(
            COMMAND, register.register_stamp, shop.merchant.id, "touch5", None, ""
        ).code

    codes = [next_code() for _ in range(20)]
    assert len({*codes, shop.stamp.code}) == 21
    # Ascending or within the first 200 codes by chance: less than once in 10^18.
    assert codes != sorted(codes)
    assert max(codes) > 200


def test_a_code_is_drawn_apart_from_those_of_other_merchants_while_a_quarter_is_left(
    shop: Shop, database_url: str
) -> None:
    rival = shop.rival(0, 1, 2, 3)
    shop.ledger.change(COMMAND, register.change_stamp, rival.stamp.id, status=StampStatus.REVOKED)
    database = Database(database_url, busy_s=5)

    def drawn() -> int:
        """Draw 0, 1, 2 and so on of eight codes until one is free, and give it to the shop."""
        numbers = iter(range(8))
        with database.reading() as connection:
            code = free_code(connection, shop.merchant, "touch5", 8, lambda _: next(numbers))
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", code, "")
        return code

    # The shop has 7; 0 was the revoked stamp's. With 5, only 6 is left.
    assert [drawn() for _ in range(4)] == [0, 4, 5, 1]
    database.close()


def test_codes_are_kept_apart_within_an_area_only(shop: Shop, database_url: str) -> None:
    shop.rival(0)
    moved = shop.ledger.change(COMMAND, register.move_merchant, shop.rival(1).merchant.id, "Mill")
    near = shop.ledger.change(COMMAND, register.register_merchant, "Café", " Mill ")
    assert (moved.area, near.area) == ("Mill", "Mill")
    assert shop.ledger.ask(find.merchant, moved.id, COMMAND) == moved
    database = Database(database_url, busy_s=5)

    def drawn(owner: Merchant) -> int:
        numbers = iter(range(64))
        with database.reading() as connection:
            return free_code(connection, owner, "touch5", 64, lambda _: next(numbers))

    assert (drawn(shop.merchant), drawn(near)) == (1, 0)
    shop.ledger.change(COMMAND, register.register_stamp, near.id, "touch5", 0, "")
    assert (drawn(shop.merchant), drawn(near), drawn(moved)) == (1, 2, 2)
    database.close()
    assert shop.events().count("merchant-moved") == 1


def test_a_time_zone_that_is_set_stands_in_the_trail(shop: Shop) -> None:
    zones = ("Asia/Taipei", "Asia/Shanghai")
    made = shop.ledger.change(COMMAND, register.register_merchant, "Tea", "", zones[0])
    moved = shop.ledger.change(COMMAND, register.set_time_zone, made.id, zones[1])
    assert (made.time_zone, moved.time_zone) == zones
    assert shop.ledger.ask(find.merchant, made.id, COMMAND) == moved
    assert shop.events().count("merchant-time-zone-set") == 1


def test_a_merchant_that_has_the_whole_family_gets_no_other_code(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.rival(0, 1, 2)
    monkeypatch.setattr(register, "_n_ids", {"touch5": 8}.__getitem__)
    for _ in range(7):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", None, "")
    with pytest.raises(FamilyFull):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", None, "")


@pytest.mark.parametrize(
    ("family", "code"), [("touch5", 4096), ("touch5", -1), ("lattice8", 2**28)]
)
def test_a_code_is_one_of_the_family(shop: Shop, family: str, code: int) -> None:
    with pytest.raises(Invalid, match=r"^code: expected 0 to"):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, family, code, "")


def test_a_family_that_is_none_is_refused_with_those_there_are(shop: Shop) -> None:
    with pytest.raises(Invalid, match=r"^family: .*lattice7"):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "lattice9", 1, "")


def test_a_revoked_stamp_stays_revoked(shop: Shop) -> None:
    shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.REVOKED)
    again = shop.ledger.change(
        COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.REVOKED, label="broken"
    )
    assert again.label == "broken"
    with pytest.raises(WrongState):
        shop.ledger.change(COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.ACTIVE)
    assert shop.ledger.ask(find.stamp, shop.stamp.id, COMMAND) == again


def test_a_change_that_changes_nothing_leaves_no_event(shop: Shop) -> None:
    before = shop.events()
    shop.ledger.change(
        COMMAND, register.change_stamp, shop.stamp.id, status=StampStatus.ACTIVE, label="till"
    )
    assert shop.events() == before


def test_a_key_for_one_merchant_finds_nothing_of_another(shop: Shop) -> None:
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    stranger = Caller("key:key_x", merchant_id=rival.id)
    with pytest.raises(NotFound):
        shop.ledger.ask(find.stamp, shop.stamp.id, stranger)
    with pytest.raises(NotFound):
        shop.ledger.change(stranger, register.change_stamp, shop.stamp.id, label="mine")
    with pytest.raises(NotFound):
        shop.ledger.change(stranger, register.register_stamp, shop.merchant.id, "touch5", 8, "")
    with pytest.raises(NotFound):
        shop.ledger.change(stranger, register.rename_merchant, shop.merchant.id, "Mine")
