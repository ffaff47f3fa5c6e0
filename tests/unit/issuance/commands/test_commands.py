from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import stampcodec as sc
from issuance.clock import utc_now
from issuance.commands import opened
from issuance.database.engine import Database
from issuance.ledger import challenge as challenges
from issuance.ledger import claim, keys, open_ledger, present, register
from issuance.model.caller import Caller
from issuance.model.challenge import Purpose
from issuance.model.moment import text
from issuance.model.presentation import Seen
from issuance.receipt import open_keyring
from issuance.settings import Settings
from stampcodec.cli import run

PNG = b"\x89PNG\r\n\x1a\n"

Command = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run an admin command that must succeed, in an empty folder; return the objects it prints."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> list[dict[str, Any]]:
        status, output = run(["admin", *words]), capsys.readouterr()
        assert status == 0, output.err
        return [json.loads(line) for line in output.out.splitlines()]

    return command


@pytest.fixture
def merchant_id(command: Command) -> str:
    return str(command("merchant", "add", "Bakery 麵包店")[0]["id"])


def test_a_new_database_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["admin", "merchant", "add", "Bakery"]) == 0
    told = capsys.readouterr().err
    assert told.strip() == f"made a new database: {Settings().file}"
    assert run(["admin", "merchant", "add", "Teahouse"]) == 0
    assert capsys.readouterr().err == ""


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command that must be refused; return its one line."""
    assert run(["admin", *words]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    return line


def claim_and_stamp(campaign_id: str, code: int) -> str:
    """Claim a voucher and have it stamped, as the server would."""
    ledger = open_ledger(Settings(), utc_now)
    device = ledger.change(Caller("device"), register.register_device).device
    who = Caller(f"device:{device.id}")
    voucher_id = ledger.change(who, claim.claim, device.id, campaign_id).voucher.id
    challenge = ledger.change(who, challenges.give, voucher_id, device.id, Purpose.VERIFY)
    ledger.change(
        who, present.present, voucher_id, device.id, challenge.id, Seen("press", "touch5", code)
    )
    ledger.close()
    return voucher_id


def test_the_first_merchant_makes_the_database(command: Command, merchant_id: str) -> None:
    assert Path("issuance-data/issuance.sqlite3").exists()
    assert [one["name"] for one in command("merchant", "list")] == ["Bakery 麵包店"]
    assert command("merchant", "show", merchant_id)[0]["id"] == merchant_id


def test_a_merchant_is_put_into_an_area(command: Command) -> None:
    (made,) = command("merchant", "add", "Teahouse", "--area", "Mill")
    assert made["area"] == "Mill"
    moved = command("merchant", "move", made["id"], "Harbour")
    assert command("merchant", "show", made["id"]) == moved == [{**made, "area": "Harbour"}]


def test_dates_are_those_of_the_merchants_time_zone(command: Command, merchant_id: str) -> None:
    (changed,) = command("merchant", "change", merchant_id, "--time-zone", "Asia/Shanghai")
    assert command("merchant", "show", merchant_id) == [changed]
    (opened,) = command("campaign", "add", merchant_id, "Tea", "--until", "2999-01-01")
    assert opened["valid_until"] == "2998-12-31T16:00:00.000000Z"
    (longer,) = command("campaign", "edit", opened["id"], "--until", "2999-01-02T18:00")
    assert longer["valid_until"] == "2999-01-02T10:00:00.000000Z"


def test_a_stamp_is_added_set_and_its_face_written(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = command("stamp", "add", merchant_id), command("stamp", "add", merchant_id)
    assert first[0]["code"] != second[0]["code"]
    chosen = command("stamp", "add", merchant_id, "-f", "lattice8", "--code", "4711")[0]
    assert chosen["family"] == "lattice8"
    lost = command("stamp", "set", first[0]["id"], "--status", "lost", "--label", "till")[0]
    assert (lost["status"], lost["label"]) == ("lost", "till")
    listed = command("stamp", "list", merchant_id)
    assert {one["id"]: one["status"] for one in listed}[first[0]["id"]] == "lost"
    command("stamp", "face", chosen["id"], "-o", "stamp.json")
    assert sc.StampFace.load("stamp.json") == sc.family("lattice8").encode(4711)
    assert run(["admin", "stamp", "face", chosen["id"]]) == 0
    assert capsys.readouterr().out == Path("stamp.json").read_text(encoding="utf-8")


def test_a_key_is_made_listed_and_revoked_where_the_database_is(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = command("key", "add", "owner", "--role", "admin")[0]
    till = command(
        "key", "add", "till", "--merchant", merchant_id, "--role", "read", "--role", "kiosk"
    )[0]
    assert (till["roles"], till["merchant_id"]) == (["kiosk", "read"], merchant_id)
    assert till["secret"].startswith("aks_")
    listed = command("key", "list")
    assert {each["id"] for each in listed} == {admin["id"], till["id"]}
    assert all("secret" not in each for each in listed)
    assert command("key", "revoke", admin["id"])[0]["revoked_at"] is not None
    assert "roles" in refused(capsys, "key", "add", "x", "--role", "kiosk")
    ledger = open_ledger(Settings(), utc_now)
    assert not ledger.ask(keys.has_administrator)
    command("key", "add", "owner", "--role", "admin")
    assert ledger.ask(keys.has_administrator)
    ledger.close()


def test_a_campaign_is_edited_and_ended(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = command("campaign", "add", merchant_id, "A coffee", "--until", "2999-01-01")[0]["id"]
    edited = command("campaign", "edit", campaign, "--title", "A tea", "--stock", "5")[0]
    assert (edited["title"], edited["stock"]) == ("A tea", 5)
    assert command("campaign", "show", campaign)[0] == edited
    claimed = command("voucher", "claim", campaign)[0]
    assert (claimed["state"], claimed["token"][:4]) == ("unverified", "dvt_")
    assert "change" in refused(capsys, "campaign", "edit", campaign)
    assert "valid_until" in refused(capsys, "campaign", "edit", campaign, "--until", "2001-01-01")
    ended = command("campaign", "end", campaign)[0]
    assert ended["valid_until"] < "2999"
    versions = command("campaign", "versions", campaign)
    assert [each["title"] for each in versions] == ["A coffee", "A tea", "A tea"]
    assert versions[2]["valid_until"] == ended["valid_until"]
    # What was claimed keeps its days.
    assert command("voucher", "show", claimed["id"])[0]["state"] == "unverified"
    assert "not begun, or is over" in refused(capsys, "voucher", "claim", campaign)


def test_a_campaign_is_opened_with_a_picture_and_counted(
    command: Command, merchant_id: str
) -> None:
    Path("coffee.png").write_bytes(PNG)
    made = command(
        *("campaign", "add", merchant_id, "A coffee", "--until", "2999-01-01"),
        *("--from", "2026-01-01T08:00+08:00", "--stock", "5", "--per-customer", "2"),
        *("--mode", "issue", "--stamps", "3", "--picture", "coffee.png"),
    )[0]
    assert (made["valid_from"], made["mode"]) == ("2026-01-01T00:00:00.000000Z", "issue")
    assert (made["stock"], made["per_customer"], made["stamps_needed"]) == (5, 2, 3)
    assert made["picture_type"] == "image/png"
    assert command("campaign", "show", made["id"]) == [made]
    assert command("campaign", "list", merchant_id) == [made]
    counted = command("campaign", "counts", made["id"])[0]
    assert (counted["claimed"], counted["stock_left"]) == (0, 5)


def test_a_voucher_is_redeemed_reversed_and_revoked(command: Command, merchant_id: str) -> None:
    stamp = command("stamp", "add", merchant_id)[0]
    campaign = command("campaign", "add", merchant_id, "Tea", "--until", "2999-01-01")[0]
    voucher_id = claim_and_stamp(campaign["id"], stamp["code"])
    assert command("voucher", "show", voucher_id)[0]["state"] == "verified"
    for verb, state in (("redeem", "redeemed"), ("reverse", "verified"), ("revoke", "revoked")):
        assert command("voucher", verb, voucher_id)[0]["state"] == state
    assert [one["id"] for one in command("voucher", "list", campaign["id"])] == [voucher_id]
    assert command("voucher", "list", campaign["id"], "--state", "redeemed") == []


def test_the_trail_is_listed_and_verified_until_somebody_changes_it(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command("stamp", "add", merchant_id)
    verdict = command("audit", "verify")[0]
    assert verdict["events"] == 2
    known = f"{verdict['events']}:{verdict['head']}"
    events = command("audit", "list")
    assert [event["kind"] for event in events] == ["merchant-registered", "stamp-registered"]
    assert events[0]["details"]["name"] == "Bakery 麵包店"
    assert command("audit", "list", "--after", "1") == events[1:]
    assert command("audit", "list", "--subject", merchant_id) == events[:1]
    command("stamp", "add", merchant_id)
    assert command("audit", "verify", "--known", known)[0]["events"] == 3
    database = Database(Settings().url, busy_s=5)
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER event_no_update")
        connection.exec_driver_sql("UPDATE event SET actor = 'nobody' WHERE seq = 2")
    database.close()
    assert run(["admin", "audit", "verify"]) == 1
    output = capsys.readouterr()
    assert json.loads(output.out)["broken_at"] == 2
    assert output.err == "event 2: changed, its hash is that of another record\n"


def test_a_trail_is_checked_from_a_checkpoint_and_archived(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del merchant_id
    assert "no keys here" in refused(capsys, "audit", "checkpoint", "-o", "a")
    keyring = open_keyring(Settings().folder)
    verdict = command("audit", "checkpoint", "-o", "a")[0]
    assert command("audit", "verify", "--from", "a")[0] == {**verdict, "since": 1}
    command("merchant", "add", "Teahouse")
    assert command("audit", "checkpoint", "--from", "a", "-o", "b")[0]["events"] == 2
    Path("keys.json").write_text(json.dumps(keyring.jwk_set), encoding="utf-8")
    assert command("audit", "verify", "--from", "a", "--keys", "keys.json")[0]["events"] == 2
    assert command("audit", "archive", "--until", "b")[0]["removed"] == 2
    assert command("audit", "verify")[0]["events"] == 3
    assert [event["seq"] for event in command("audit", "list")] == [3]
    (Settings().folder / "audit-archive").rename("elsewhere")
    assert "expected the archive of events 1 to 2" in refused(capsys, "audit", "verify")
    assert command("audit", "verify", "--archives", "elsewhere")[0]["events"] == 3
    assert command("audit", "verify", "--from", "b")[0]["since"] == 2
    words = ("audit", "verify", "--from", "b", "--known", f"1:{'0' * 64}")
    assert "does not go with --from" in refused(capsys, *words)
    Path("b").write_bytes(Path("b").read_bytes()[:-9])
    assert "b: expected a checkpoint of this service" in refused(capsys, *words[:4])
    assert "No such file" in refused(capsys, "audit", "verify", "--from", "c")
    assert list(Path().glob(".*")) == []


def test_no_checkpoint_is_written_of_a_trail_that_is_broken(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del command, merchant_id
    open_keyring(Settings().folder)
    database = Database(Settings().url, busy_s=5)
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER event_no_update")
        connection.exec_driver_sql("UPDATE event SET actor = 'nobody'")
    database.close()
    assert run(["admin", "audit", "checkpoint", "-o", "a"]) == 1
    assert capsys.readouterr().err == "event 1: changed, its hash is that of another record\n"
    assert not Path("a").exists()


def test_a_clock_is_accepted_by_a_person(
    command: Command, merchant_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, years = utc_now(), timedelta(days=5 * 365)
    monkeypatch.setattr(opened, "utc_now", lambda: right + years)
    command("merchant", "add", "Teahouse")
    monkeypatch.setattr(opened, "utc_now", lambda: right)
    with pytest.raises(AssertionError, match="the clock is behind the audit trail"):
        command("merchant", "add", "Brewery")
    assert command("clock", "show")[0]["doubt"] is not None
    told = command("clock", "accept")[0]
    assert command("clock", "show")[0]["doubt"] is None
    assert told == {"last_event_at": text(right + years), "now": text(right)}
    command("merchant", "add", "Brewery")
    assert command("audit", "verify")[0]["broken_at"] is None
    del merchant_id


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["merchant", "add", " "], "name: expected at least one character"),
        (["merchant", "show", "mer_1"], "no merchant of that name"),
        (["stamp", "add", "MERCHANT", "--code", "5000"], "code: expected 0 to 4095, got 5000"),
        (["stamp", "add", "MERCHANT", "--family", "x"], "unknown family 'x'"),
        (["campaign", "add", "MERCHANT", "x", "--until", "soon"], "expected a date such as"),
        (["campaign", "add", "MERCHANT", "x", "--until", "2020-01-01"], "later than valid_from"),
        (["voucher", "redeem", "vch_1"], "no voucher of that name"),
        (["audit", "verify", "--known", "x"], "64 hexadecimal digits"),
        (["audit", "verify", "--data", "elsewhere"], "no database here"),
        (["audit", "verify", "--database", "postgresql://x:secret@127.0.0.1:1/x"], "database: "),
    ],
)
@pytest.mark.usefixtures("command")
def test_what_cannot_be_is_refused_in_one_line(
    merchant_id: str, capsys: pytest.CaptureFixture[str], words: list[str], problem: str
) -> None:
    line = refused(capsys, *(merchant_id if word == "MERCHANT" else word for word in words))
    assert problem in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["merchant", "add", " "], "name: expected at least one character"),
        (["campaign", "add", "m", "x", "--until", "2999-01-01", "--stock", "0"], "stock: expected"),
        (["campaign", "add", "m", "x", "--until", "2999-01-01", "--picture", "a.svg"], ".png"),
        (["campaign", "edit", "c", "--picture", "a.svg"], "expected .png"),
        (["audit", "verify", "--known", "x"], "64 hexadecimal digits"),
    ],
)
@pytest.mark.usefixtures("command")
def test_wrong_arguments_are_refused_before_a_database_is_looked_for(
    capsys: pytest.CaptureFixture[str], words: list[str], problem: str
) -> None:
    assert problem in refused(capsys, *words)
    assert list(Path().iterdir()) == []


def test_a_picture_that_is_none_opens_no_campaign(
    command: Command, merchant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("coffee.png").write_bytes(b"<html>")
    Path("coffee.svg").write_bytes(b"<svg>")
    words = ("campaign", "add", merchant_id, "x", "--until", "2999-01-01", "--picture")
    assert "expected image/png" in refused(capsys, *words, "coffee.png")
    assert "expected .png" in refused(capsys, *words, "coffee.svg")
    assert "coffee.webp" in refused(capsys, *words, "coffee.webp")
    assert command("campaign", "list", merchant_id) == []


def test_commands_work_on_a_server_as_well(
    command: Command, postgresql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.create()
    command("merchant", "add", "Bakery", "--database", url)
    monkeypatch.setenv("STAMPCODEC_DATABASE", url)
    assert [one["name"] for one in command("merchant", "list")] == ["Bakery"]
    assert not Path("issuance-data").exists()
