from __future__ import annotations

import json

import pytest

from issuance.database.engine import Database
from issuance.ledger import find, keys, lists, register
from issuance.ledger.code import free_code
from issuance.model.caller import COMMAND, Caller
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


def test_no_two_stamps_read_as_the_same(shop: Shop) -> None:
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    with pytest.raises(StampTaken):
        shop.ledger.change(COMMAND, register.register_stamp, rival.id, "touch5", 7, "")
    shop.ledger.change(COMMAND, register.register_stamp, rival.id, "lattice8", 7, "")


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


def test_the_code_is_drawn_among_those_that_are_free(shop: Shop, database_url: str) -> None:
    for code in (0, 2, 3):
        shop.ledger.change(COMMAND, register.register_stamp, shop.merchant.id, "touch5", code, "")
    database = Database(database_url, busy_s=5)
    with database.reading() as connection:
        # Few are taken, 0, 2, 3 and 7: one that is taken is drawn again.
        drawn = iter([2, 7, 9])
        assert free_code(connection, "touch5", 64, lambda n: next(drawn) % n) == 9
        # Half are taken: the k-th free one.
        draws = iter(range(4))
        found = [free_code(connection, "touch5", 8, lambda n: next(draws) % n) for _ in range(4)]
        assert found == [1, 4, 5, 6]
    database.close()


def test_a_full_family_has_no_code_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_n_ids", lambda family: 3 if family == "touch5" else 1)
    for _ in range(3):
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
