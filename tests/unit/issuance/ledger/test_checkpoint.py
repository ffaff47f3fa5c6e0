from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from issuance.ledger import audit, claim, redeem, revoke
from issuance.model.caller import COMMAND
from issuance.model.event import GENESIS
from issuance.receipt.jws import sign
from issuance.trail import checkpoint
from stampcodec import FileError
from tests.shop import Shop, open_shop
from tests.trails import Forger, checked, claim_some, keyring

KEYS = keyring()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.checkpoint"


def test_a_check_goes_on_from_a_checkpoint_and_the_next_one_from_there(
    long_trail: Shop, path: Path
) -> None:
    how = checked(long_trail, path, KEYS)
    assert (how.start and how.start.events, how.start and how.start.vouchers) == (12, 9)
    assert long_trail.ledger.ask(audit.verify, how).since == 12
    vouchers = [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    long_trail.ledger.change(COMMAND, revoke.revoke, vouchers[3])
    claim_some(long_trail, 2)
    verdict = long_trail.ledger.ask(audit.verify, how)
    assert (verdict.events, verdict.broken_at, verdict.since) == (16, None, 12)
    later = checked(long_trail, path.with_name("b"), KEYS, how)
    whole = checked(long_trail, path.with_name("c"), KEYS)
    assert later.start == whole.start
    text = path.with_name("b").read_bytes()
    assert text == path.with_name("c").read_bytes()
    assert f"{vouchers[3]} revoked\n".encode() in text


@pytest.mark.parametrize(
    ("words", "broken_at", "problem"),
    [
        ("UPDATE event SET details = '{}' WHERE seq = 14", 14, "changed"),
        ("UPDATE event SET details = '{}' WHERE seq = 12", 12, "changed"),
        ("DELETE FROM event WHERE seq = 13", 13, "missing, the next event is 14"),
        ("DELETE FROM event WHERE seq > 12", 13, "missing, the trail is cut off here"),
        ("DELETE FROM event WHERE seq > 7", 8, "missing, the trail is cut off here"),
        # An event of before is not read, but what was told of its voucher must still be so.
        ("UPDATE event SET details = '{}' WHERE seq = 7", None, ""),
        ("UPDATE voucher SET state = 'expired'", 16, "is told to be unverified"),
        ("UPDATE campaign SET taken = 7 WHERE taken = 9", 16, "counts 7 vouchers taken, 9 exist"),
    ],
)
def test_what_is_wrong_after_a_checkpoint_is_named(
    long_trail: Shop, forge: Forger, path: Path, words: str, broken_at: int | None, problem: str
) -> None:
    how = checked(long_trail, path, KEYS)
    claim_some(long_trail, 2)
    forge(words)
    verdict = long_trail.ledger.ask(audit.verify, how)
    assert verdict.broken_at == broken_at
    assert problem in verdict.problem


def test_a_voucher_of_before_that_was_changed_or_removed_is_noticed(
    long_trail: Shop, forge: Forger, path: Path
) -> None:
    how = checked(long_trail, path, KEYS)
    voucher = path.read_text(encoding="utf-8").splitlines()[4].split()[0]
    forge(f"UPDATE voucher SET state = 'verified' WHERE id = '{voucher}'")
    problem = long_trail.ledger.ask(audit.verify, how).problem
    assert problem == f"missing: voucher {voucher} is verified, and it is told to be unverified"
    forge(f"DELETE FROM voucher WHERE id = '{voucher}'")
    assert "1 voucher of the trail missing" in long_trail.ledger.ask(audit.verify, how).problem


def test_a_trail_that_was_written_anew_is_not_the_checkpoints(
    long_trail: Shop, path: Path, sqlite_template: Path, tmp_path: Path
) -> None:
    how = checked(long_trail, path, KEYS)
    other = open_shop(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'other.sqlite3')}")
    claim_some(other, 20)
    verdict = other.ledger.ask(audit.verify, how)
    assert (verdict.broken_at, verdict.problem) == (12, audit.ELSEWHERE)
    other.ledger.close()


def test_only_what_the_service_signed_is_a_checkpoint(long_trail: Shop, path: Path) -> None:
    start = checked(long_trail, path, KEYS).start
    assert start is not None
    known, content = {KEYS.kid: KEYS.keys[-1].public_key()}, path.read_bytes()
    signed, _, states = content.partition(b"\n")
    others = keyring()
    receipt = KEYS.sign(vars(start)).encode()
    wrong = KEYS.sign({**vars(start), "head": "x"}, checkpoint.TYPE).encode()
    less = sign({"events": 1}, KEYS.keys[-1], KEYS.kid, checkpoint.TYPE).encode()
    for damaged, problem in (
        (b"", "expected a checkpoint of this service: expected header.payload.signature"),
        (b"\xff\n", "expected a checkpoint of this service"),
        (signed[:-5] + b"AAAAA\n" + states, "signature: does not hold"),
        (signed + b"\n" + states.replace(b"unverified", b"redeemed", 1), "is damaged: not the"),
        (content[:-1], "is damaged"),
        (signed, "is damaged"),
        (receipt + b"\n" + states, "expected typ audit-checkpoint"),
        (wrong + b"\n" + states, "head: expected 64 hexadecimal digits"),
        (less + b"\n" + states, "expected the fields of a checkpoint"),
    ):
        path.write_bytes(damaged)
        with pytest.raises(FileError, match=problem):
            checkpoint.read(path, known)
    path.write_bytes(content)
    with pytest.raises(FileError, match="signed by none of the keys"):
        checkpoint.read(path, {others.kid: others.keys[-1].public_key()})
    assert checkpoint.read(path, known) == start


def test_a_checkpoint_of_an_empty_trail_is_one(shop: Shop, forge: Forger, path: Path) -> None:
    forge("DELETE FROM event")
    forge(f"UPDATE chain_head SET seq = 0, hash = '{GENESIS}'")
    how = checked(shop, path, KEYS)
    claim_some(shop, 1)
    assert shop.ledger.ask(audit.verify, how).events == 2


def test_processes_find_what_one_finds(
    long_trail: Shop, forge: Forger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "WORTH_PROCESSES", 1)
    how = audit.Check(jobs=2)
    assert checked(long_trail, path, KEYS, how).start == checked(long_trail, path, KEYS).start
    forge("UPDATE event SET details = '{}' WHERE seq = 8")
    assert long_trail.ledger.ask(audit.verify, how) == long_trail.ledger.ask(audit.verify)


def test_what_happens_to_a_voucher_is_followed_from_a_checkpoint_on(shop: Shop, path: Path) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    claim_some(shop, 3)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    how = checked(shop, path, KEYS)
    shop.touch(customer, held)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    assert shop.ledger.ask(audit.verify, how).broken_at is None
    shop.ledger.change(COMMAND, redeem.reverse, held.voucher.id)
    assert shop.ledger.ask(audit.verify, replace(how, jobs=2)).broken_at is None
