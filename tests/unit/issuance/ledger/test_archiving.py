from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from issuance.ledger import archiving, audit, lists
from issuance.ledger.archiving import Moved
from issuance.ledger.ledger import Ledger
from issuance.model.caller import COMMAND
from issuance.refusal import Busy
from issuance.trail import archive
from stampcodec import FileError
from tests.shop import Shop
from tests.trails import Forger, checked, claim_some, keyring

KEYS = keyring()


@pytest.fixture
def how(long_trail: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> audit.Check:
    """Make a checkpoint of twelve events, and say where their archives will be."""
    monkeypatch.setattr(archive, "FILE_EVENTS", 5)
    before = audit.Check(archives=tmp_path / "archive")
    return checked(long_trail, tmp_path / "a.checkpoint", KEYS, before)


def move(ledger: Ledger, how: audit.Check) -> Moved:
    assert how.start is not None
    return archiving.move(ledger, how.start, how.archives)


def numbers(shop: Shop) -> list[int]:
    return [event.seq for event in shop.ledger.ask(lists.events).items]


def test_what_is_archived_is_still_checked_from_the_first_event_on(
    long_trail: Shop, how: audit.Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "BATCH", 5)
    claim_some(long_trail, 2)
    events = long_trail.ledger.ask(lists.events).items
    assert move(long_trail.ledger, how) == Moved(12, events[11].hash, files=3, removed=12)
    assert numbers(long_trail) == [13, 14, 15, 16]
    assert sorted(path.name for path in how.archives.iterdir()) == [
        f"events-{first:012d}-{last:012d}.jsonl.gz" for first, last in ((1, 5), (6, 10), (11, 12))
    ]
    whole = long_trail.ledger.ask(audit.verify, replace(how, start=None, states=None))
    assert (whole.events, whole.broken_at, whole.since) == (16, None, 0)
    assert long_trail.ledger.ask(audit.verify, how).broken_at is None
    known = audit.Check(known=(4, events[3].hash), archives=how.archives)
    assert long_trail.ledger.ask(audit.verify, known).broken_at is None
    known = replace(known, known=(4, "0" * 64))
    assert long_trail.ledger.ask(audit.verify, known).broken_at == 4
    # A second time, nothing is left to do; then more.
    assert move(long_trail.ledger, how) == Moved(12, events[11].hash, files=0, removed=0)
    later = checked(long_trail, how.archives.with_name("b"), KEYS, how)
    assert move(long_trail.ledger, later).removed == 4
    assert long_trail.ledger.ask(audit.verify, replace(how, start=None, states=None)).events == 17
    # The checkpoint before is of an event that is in a file now.
    assert long_trail.ledger.ask(audit.verify, how).events == 17


def test_files_that_are_missing_or_changed_are_named(long_trail: Shop, how: audit.Check) -> None:
    move(long_trail.ledger, how)
    whole = replace(how, start=None, states=None)
    second = archive.path_of(how.archives, 6, 10)
    content = second.read_bytes()
    second.unlink()
    with pytest.raises(FileError, match="expected the archive of events 6 to 12"):
        long_trail.ledger.ask(audit.verify, whole)
    assert long_trail.ledger.ask(audit.verify, how).broken_at is None
    rows = [
        (*row[:5], "{}", *row[6:]) if row[0] == 8 else row
        for row in long_trail_rows(second, content)
    ]
    with second.open("wb") as file:
        ends = {"previous": rows[0][6], "hash": rows[-1][7]}
        archive.write(file, rows, {"first": 6, "last": 10, **ends})
    verdict = long_trail.ledger.ask(audit.verify, whole)
    assert (verdict.broken_at, verdict.problem) == (
        8,
        "changed, its hash is that of another record",
    )
    second.write_bytes(content[:-30])
    with pytest.raises(FileError, match="is damaged"):
        long_trail.ledger.ask(audit.verify, whole)


def long_trail_rows(path: Path, content: bytes) -> list[tuple[object, ...]]:
    path.write_bytes(content)
    return list(archive.read(path, 6, 10))


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["written_private", "_read_back", "_note", "_remove"])
def test_who_is_killed_begins_again_and_nothing_is_lost(
    long_trail: Shop, how: audit.Check, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(archiving, where, killed)
        with pytest.raises(Killed):
            move(long_trail.ledger, how)
    # All that is not in files is in the database.
    whole = replace(how, start=None, states=None)
    assert long_trail.ledger.ask(audit.verify, whole).broken_at is None
    assert numbers(long_trail)[:12] == list(range(1, 13))
    (how.archives / ".events-left-behind").touch()
    assert move(long_trail.ledger, how).removed == 12
    assert numbers(long_trail) == [13]
    assert long_trail.ledger.ask(audit.verify, whole).events == 13


def test_what_was_moved_is_removed_only_where_the_files_are(
    long_trail: Shop, how: audit.Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(archiving, "_remove", lambda _: 0)
        assert move(long_trail.ledger, how).removed == 0
    archive.path_of(how.archives, 6, 10).unlink()
    with pytest.raises(FileError, match="expected the archive of events 6 to 12"):
        move(long_trail.ledger, how)
    assert numbers(long_trail) == list(range(1, 14))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("UPDATE event SET details = '{}' WHERE seq = 7", "event 7: changed"),
        ("UPDATE event SET hash = 'x' WHERE seq = 12", "is another one than the checkpoint's"),
        ("DELETE FROM event WHERE seq = 3", "event 3: missing, the next event is 4"),
        ("UPDATE event SET previous = 'x' WHERE seq = 1", "event 1: changed"),
    ],
)
def test_a_broken_trail_is_not_archived(
    long_trail: Shop, forge: Forger, how: audit.Check, words: str, problem: str
) -> None:
    forge(words)
    with pytest.raises(FileError, match=problem):
        move(long_trail.ledger, how)
    assert long_trail.ledger.ask(audit.moved_until)[0] == 0


def test_events_that_are_moved_during_a_check_are_not_taken_for_lost(
    long_trail: Shop, how: audit.Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = audit.source_of

    def moved_meanwhile(*arguments: object) -> object:
        monkeypatch.setattr(audit, "source_of", look)
        move(long_trail.ledger, how)
        return look(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "source_of", moved_meanwhile)
    with pytest.raises(Busy, match="archived meanwhile"):
        long_trail.ledger.ask(audit.verify, replace(how, start=None, states=None))


def test_where_the_database_contradicts_a_checkpoint_the_files_are_read(
    long_trail: Shop, forge: Forger, how: audit.Check
) -> None:
    move(long_trail.ledger, how)
    elsewhere = replace(how, archives=Path("x"))
    assert long_trail.ledger.ask(audit.verify, elsewhere).events == 13
    forge(f"UPDATE archived SET hash = '{'0' * 64}'")
    with pytest.raises(FileError, match="expected the archive of event 12;"):
        long_trail.ledger.ask(audit.verify, elsewhere)
    assert long_trail.ledger.ask(audit.verify, how).events == 13


def test_who_archives_beside_another_one_does_not_set_it_back(
    long_trail: Shop, how: audit.Check
) -> None:
    move(long_trail.ledger, how)
    assert how.start is not None
    earlier = replace(how.start, events=5, head="0" * 64)
    long_trail.ledger.change(COMMAND, archiving._note, earlier, 0)
    assert long_trail.ledger.ask(audit.moved_until)[0] == 12
