from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from issuance.database.engine import Database
from issuance.ledger import audit, claim, expire, lists, redeem, revoke
from issuance.model.caller import COMMAND
from issuance.model.campaign import Mode
from issuance.model.event import GENESIS, Verdict
from tests.shop import Shop, open_shop
from tests.trails import Forger


def test_a_trail_as_it_was_written_holds(long_trail: Shop) -> None:
    verdict = long_trail.ledger.ask(audit.verify)
    events = long_trail.ledger.ask(lists.events).items
    assert verdict == Verdict(12, events[-1].hash)
    assert [event.seq for event in events] == list(range(1, 13))
    assert events[0].previous == GENESIS


@pytest.mark.parametrize("column", ["actor", "kind", "subject", "details", "at"])
def test_a_changed_event_is_named(long_trail: Shop, forge: Forger, column: str) -> None:
    value = "at + 1" if column == "at" else f"{column} || 'x'"
    forge(f"UPDATE event SET {column} = {value} WHERE seq = 7")
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.events, verdict.broken_at) == (6, 7)
    assert verdict.problem.startswith("changed")


def test_a_changed_event_with_its_hash_made_new_breaks_the_next_one(
    long_trail: Shop, forge: Forger
) -> None:
    forge(f"UPDATE event SET hash = '{'0' * 64}' WHERE seq = 7")
    assert long_trail.ledger.ask(audit.verify).broken_at == 7
    forge("UPDATE event SET details = '{}' WHERE seq = 7")
    seventh = long_trail.ledger.ask(lists.events, after=6, limit=1).items[0]
    forge(f"UPDATE event SET hash = '{seventh.expected_hash}' WHERE seq = 7")
    verdict = long_trail.ledger.ask(audit.verify)
    assert verdict.broken_at == 8
    assert "does not follow" in verdict.problem


@pytest.mark.parametrize("seq", [1, 5, 7])
def test_a_missing_event_is_named(long_trail: Shop, forge: Forger, seq: int) -> None:
    forge(f"DELETE FROM event WHERE seq = {seq}")
    verdict = long_trail.ledger.ask(audit.verify)
    assert verdict.broken_at == seq
    assert verdict.problem == f"missing, the next event is {seq + 1}"


def test_events_in_another_order_are_noticed_at_the_first_of_them(
    long_trail: Shop, forge: Forger
) -> None:
    for before, after in ((7, 100), (9, 7), (100, 9)):
        forge(f"UPDATE event SET seq = {after} WHERE seq = {before}")
    assert long_trail.ledger.ask(audit.verify).broken_at == 7


def test_a_trail_that_is_cut_off_is_noticed_as_far_as_its_head_tells(
    long_trail: Shop, forge: Forger
) -> None:
    known = (12, long_trail.ledger.ask(audit.verify).head)
    forge("DELETE FROM event WHERE seq > 10")
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.broken_at, verdict.problem) == (11, "missing, the trail is cut off here")
    tenth = long_trail.ledger.ask(lists.events, after=9).items[-1]
    forge(f"UPDATE chain_head SET seq = 10, hash = '{tenth.hash}'")
    # The chain holds as far as it goes; two claims are not in it any more.
    verdict = long_trail.ledger.ask(audit.verify)
    assert verdict.broken_at == 11
    assert verdict.problem.endswith("is unverified, and nothing is told of it")
    assert long_trail.ledger.ask(audit.verify, audit.Check(known)).broken_at == 11


def test_a_head_that_was_set_back_is_noticed(long_trail: Shop, forge: Forger) -> None:
    forge("UPDATE chain_head SET seq = 10")
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.broken_at, verdict.problem) == (12, "the head of the chain is at 10")


def test_a_trail_that_was_written_anew_does_not_have_the_hash_that_was_noted(
    long_trail: Shop,
) -> None:
    known = long_trail.ledger.ask(lists.events, after=5, limit=1).items[0]
    assert long_trail.ledger.ask(audit.verify, audit.Check((6, known.hash))).broken_at is None
    verdict = long_trail.ledger.ask(audit.verify, audit.Check((6, "0" * 64)))
    assert (verdict.broken_at, verdict.events) == (6, 5)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("UPDATE voucher SET state = 'verified'", "is verified, and it is told to be unverified"),
        ("UPDATE campaign SET taken = 3", "counts 3 vouchers taken, 9 exist"),
        ("DELETE FROM voucher", "9 vouchers of the trail missing"),
    ],
)
def test_rows_that_were_changed_behind_the_ledgers_back_are_noticed(
    long_trail: Shop, forge: Forger, words: str, problem: str
) -> None:
    forge(words)
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.events, verdict.broken_at) == (12, 13)
    assert verdict.problem.endswith(problem)


def test_a_trail_that_was_emptied_is_noticed(long_trail: Shop, forge: Forger) -> None:
    forge("DELETE FROM event")
    forge(f"UPDATE chain_head SET seq = 0, hash = '{GENESIS}'")
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.events, verdict.broken_at) == (0, 1)


def test_the_trail_follows_vouchers_through_all_that_happens_to_them(shop: Shop) -> None:
    customer = shop.customer()
    campaign, at_once = shop.campaign(stamps_needed=2), shop.campaign(mode=Mode.REDEEM)
    held = [
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
        for _ in range(3)
    ]
    shop.ledger.change(customer.who, claim.claim, customer.device_id, at_once.id)
    for one in held[:2]:
        shop.touch(customer, one)
        shop.clock.advance(minutes=1)
        shop.touch(customer, one)
        shop.ledger.change(COMMAND, redeem.redeem, one.voucher.id)
        assert shop.ledger.ask(audit.verify).broken_at is None
    shop.ledger.change(COMMAND, redeem.reverse, held[1].voucher.id)
    shop.ledger.change(COMMAND, revoke.revoke, held[1].voucher.id)
    shop.clock.advance(days=1)
    assert expire.expire_due(shop.ledger) == 2
    assert shop.ledger.ask(audit.verify).broken_at is None


@pytest.mark.parametrize(
    "words",
    [
        f"UPDATE event SET at = {2**63 - 1} WHERE seq = 7",
        "UPDATE event SET at = -1 WHERE seq = 7",
        "UPDATE event SET previous = 'x' WHERE seq = 7",
        "UPDATE event SET hash = '' WHERE seq = 7",
    ],
)
def test_an_event_that_is_none_is_named(long_trail: Shop, forge: Forger, words: str) -> None:
    forge(words)
    assert long_trail.ledger.ask(audit.verify).broken_at == 7


@pytest.mark.parametrize("value", ["x'ff00'", "'a'"])
@pytest.mark.parametrize("column", ["at", "details", "kind"])
def test_a_row_of_a_file_may_hold_anything(
    sqlite_template: Path, tmp_path: Path, column: str, value: str
) -> None:
    file = shutil.copy(sqlite_template, tmp_path / "issuance.sqlite3")
    shop = open_shop(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TRIGGER event_no_update")
        database.execute(f"UPDATE event SET {column} = {value} WHERE seq = 2")
        database.commit()
    assert shop.ledger.ask(audit.verify).broken_at == 2
    shop.ledger.close()


def test_a_head_that_is_gone_is_noticed(long_trail: Shop, forge: Forger) -> None:
    forge("DELETE FROM chain_head")
    verdict = long_trail.ledger.ask(audit.verify)
    assert (verdict.broken_at, verdict.problem) == (12, "the head of the chain is missing")


@pytest.mark.parametrize("words", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_events(
    shop: Shop, database_url: str, words: str
) -> None:
    database = Database(database_url, busy_s=30)

    def change(connection: Connection) -> None:
        connection.execute(text(words))

    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        change(connection)
    database.close()
    assert shop.ledger.ask(audit.verify).broken_at is None
