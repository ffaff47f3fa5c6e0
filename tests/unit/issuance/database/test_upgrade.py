from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from benchmarks.service.postgresql import Server
from issuance.clock import utc_now
from issuance.database.engine import Database
from issuance.database.tables import metadata
from issuance.database.upgrade import STEPS, is_known, newest, revision, upgrade
from issuance.ledger import find, lists, open_ledger, register
from issuance.ledger.chain import LOCKED_HEAD
from issuance.ledger.question import Question
from issuance.model import moment
from issuance.model.caller import COMMAND
from issuance.model.identifier import identifier
from issuance.model.voucher import State
from issuance.settings import Settings
from stampcodec import FileError

MERCHANT, RIVAL, CAMPAIGN, DEVICE, VOUCHER = (
    identifier(prefix, datetime(2026, 11, 24, tzinfo=timezone.utc))
    for prefix in ("mer", "mer", "cmp", "dev", "vch")
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.sqlite3"
    else:
        server: Server = request.getfixturevalue("postgresql")
        url = server.create()
    database = Database(url, busy_s=30)
    yield database
    database.close()


def test_the_steps_are_those_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    found = ScriptDirectory.from_config(config)
    assert newest() == found.get_current_head()
    assert all(is_known(step.revision) for step in found.walk_revisions())


def test_the_numbers_of_the_steps_ascend_along_their_chain() -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    chain = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert chain == sorted(chain, reverse=True)


def test_the_steps_make_the_tables_that_the_ledger_has(empty: Database) -> None:
    with empty.reading() as connection:
        assert revision(connection) is None
    upgrade(empty)
    with empty.reading() as connection:
        assert revision(connection) == newest()
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_that_is_up_to_date_stays_as_it_is(empty: Database) -> None:
    upgrade(empty)
    with empty.writing() as connection:
        connection.execute(text("UPDATE chain_head SET hash = 'x'"))
    upgrade(empty)
    with empty.reading() as connection:
        assert connection.execute(text("SELECT hash FROM chain_head")).scalar_one() == "x"


def test_a_database_of_the_first_step_keeps_what_it_has_when_it_is_upgraded(
    empty: Database,
) -> None:
    upgrade(empty, "0001")
    rows = {
        "merchant": {"id": MERCHANT, "name": "Bakery", "created_at": 0},
        "campaign": {
            "id": CAMPAIGN,
            "merchant_id": MERCHANT,
            "title": "A coffee",
            "text": "",
            "valid_from": 0,
            "valid_until": 2**52,
            "mode": "both",
            "stamps_needed": 1,
            "reversal_s": 900,
            "taken": 1,
            "created_at": 0,
        },
        "device": {"id": DEVICE, "token_hash": "a" * 64, "created_at": 0},
        "voucher": {
            "id": VOUCHER,
            "campaign_id": CAMPAIGN,
            "device_id": DEVICE,
            "state": "unverified",
            "collected": 0,
            "needed": 1,
            "claimed_at": 0,
            "version": 1,
        },
    }
    with empty.writing() as connection:
        for table, row in rows.items():
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    upgrade(empty)
    with empty.reading() as connection:
        found = find.holding(Question(connection, utc_now()), VOUCHER, COMMAND)
    # What was claimed before vouchers could lapse is good for as long as was said.
    assert (found.voucher.state, found.voucher.lapses_at) == (State.UNVERIFIED, None)
    assert found.campaign.taken == 1
    assert found.merchant.name == "Bakery"


def test_the_head_of_an_older_trail_learns_when_its_last_event_was(empty: Database) -> None:
    upgrade(empty, "0004")
    names = "seq, at, actor, kind, subject, details, previous, hash"
    with empty.writing() as connection:
        for seq in (1, 2):
            values = f"{seq}, {1_000_000 * seq}, 'a', 'b', 'c', '{{}}', '', ''"
            connection.execute(text(f"INSERT INTO event ({names}) VALUES ({values})"))
        connection.execute(text("UPDATE chain_head SET seq = 2"))
    upgrade(empty)
    with empty.reading() as connection:
        head = connection.execute(LOCKED_HEAD).one()
    assert (head.at, head.doubted_at) == (moment.moment(2_000_000), None)


def fill(empty: Database) -> None:
    """Give a database of step 0007 a stamp that every other table refers to."""
    rows = (
        f"merchant (id, name, created_at) VALUES ('{MERCHANT}', 'Bakery', 0)",
        "stamp (id, merchant_id, family, code, status, label, created_at) "
        f"VALUES ('stp_1', '{MERCHANT}', 'touch5', 7, 'active', 'till', 0)",
        "alarm (id, stamp_id, merchant_id, kind, details, at, hour) "
        f"VALUES ('alm_1', 'stp_1', '{MERCHANT}', 'rate', '{{}}', 0, 0)",
        "stamp_hour (stamp_id, start, accepted, refused) VALUES ('stp_1', 0, 1, 0)",
        "campaign (id, merchant_id, title, text, valid_from, valid_until, mode, stamps_needed, "
        f"reversal_s, taken, created_at) VALUES ('{CAMPAIGN}', '{MERCHANT}', 'A coffee', '', 0, "
        "1, 'both', 1, 900, 1, 0)",
        f"device (id, token_hash, created_at) VALUES ('{DEVICE}', 'a', 0)",
        "voucher (id, campaign_id, device_id, state, collected, needed, claimed_at, version) "
        f"VALUES ('{VOUCHER}', '{CAMPAIGN}', '{DEVICE}', 'verified', 1, 1, 0, 2)",
        "presentation (id, challenge_id, voucher_id, device_id, stamp_id, purpose, gesture, at, "
        f"series, series_key) VALUES ('prs_1', 'chl_1', '{VOUCHER}', '{DEVICE}', 'stp_1', "
        "'verify', 'press', 0, '', '20')",
    )
    with empty.writing() as connection:
        for row in rows:
            connection.execute(text(f"INSERT INTO {row}"))


def test_presentations_of_an_older_version_name_their_patterns(empty: Database) -> None:
    upgrade(empty, "0007")
    fill(empty)
    upgrade(empty)
    with empty.reading() as connection:
        found = connection.execute(text("SELECT stamp_id, pattern FROM presentation")).one()
    assert tuple(found) == ("stp_1", "touch5:7")


def test_vouchers_of_an_older_version_get_their_short_codes(empty: Database) -> None:
    upgrade(empty, "0007")
    fill(empty)
    upgrade(empty)
    with empty.reading() as connection:
        found = connection.execute(text("SELECT id, short FROM voucher")).all()
    assert found
    assert all(short == name[22:] for name, short in found)


def test_what_refers_to_a_stamp_still_does_when_patterns_may_repeat(empty: Database) -> None:
    upgrade(empty, "0007")
    fill(empty)
    upgrade(empty)
    again = (
        "INSERT INTO stamp (id, merchant_id, family, code, status, label, created_at) "
        f"VALUES ('stp_2', '{MERCHANT}', 'touch5', 7, 'active', '', 0)"
    )
    for broken in (again, "DELETE FROM stamp", "UPDATE stamp SET status = 'found'"):
        with pytest.raises(IntegrityError), empty.writing() as connection:
            connection.execute(text(broken))
    rival = f"INSERT INTO merchant (id, name, created_at) VALUES ('{RIVAL}', 'Rival', 0)"
    with empty.writing() as connection:
        connection.execute(text(rival))
        connection.execute(text(again.replace(MERCHANT, RIVAL)))
    with empty.reading() as connection:
        for table in ("alarm", "stamp_hour", "presentation"):
            query = f"SELECT label, code FROM {table} JOIN stamp ON stamp.id = {table}.stamp_id"
            assert tuple(connection.execute(text(query)).one()) == ("till", 7)


def test_alarms_of_an_older_version_are_about_their_stamps(empty: Database) -> None:
    upgrade(empty, "0007")
    fill(empty)
    upgrade(empty)
    with empty.reading() as connection:
        (found,) = lists.alarms(Question(connection, utc_now()), COMMAND).items
    assert (found.id, found.about, found.stamp_id) == ("alm_1", "stp_1", "stp_1")


@pytest.mark.parametrize("options", [{}, {"create": True}, {"upgrade": True}])
def test_a_database_of_a_newer_version_is_left_alone_and_named(
    empty: Database, tmp_path: Path, options: dict[str, Any]
) -> None:
    upgrade(empty)
    with empty.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    url = empty.engine.url.render_as_string(hide_password=False)
    with pytest.raises(FileError, match="got 9999: of a newer version"):
        open_ledger(Settings(tmp_path, url), utc_now, **options)


def test_several_may_upgrade_at_once(empty: Database) -> None:
    failures = []

    def try_it() -> None:
        try:
            upgrade(empty)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with empty.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM chain_head")).scalar_one() == 1


def test_a_ledger_opens_no_database_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path / "nothing")
    with pytest.raises(FileError, match="no database here"):
        open_ledger(settings, utc_now)
    assert not settings.folder.exists()


def test_a_ledger_makes_its_database_when_it_is_told_to(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path / "new" / "folder")
    open_ledger(settings, utc_now, create=True).close()
    assert settings.file.exists()
    assert settings.folder.stat().st_mode & 0o077 == 0  # what is in it is nobody else's business
    open_ledger(settings, utc_now).close()


def test_a_ledger_opens_no_database_of_an_older_version_but_to_upgrade_it(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    open_ledger(settings, utc_now, upgrade=True).close()
    database = Database(settings.url, busy_s=5)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    for create in (False, True):
        with pytest.raises(
            FileError, match=f"expected step {newest()}, got 0001; stampcodec serve"
        ):
            open_ledger(settings, utc_now, create=create)


def test_a_database_is_its_owners_alone_in_a_folder_that_is_not(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = Settings(folder=tmp_path)

    def modes() -> set[int]:
        return {path.stat().st_mode & 0o777 for path in tmp_path.glob("issuance.sqlite3*")}

    open_ledger(settings, utc_now, create=True).close()
    assert modes() == {0o600}
    settings.file.chmod(0o644)
    with closing(open_ledger(settings, utc_now, upgrade=True)) as ledger:
        ledger.change(COMMAND, register.register_merchant, "Bakery")
        assert len(list(tmp_path.glob("issuance.sqlite3*"))) == 3  # with -wal and -shm
        assert modes() == {0o600}


def test_an_empty_file_is_no_database_yet(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    settings.file.touch()
    with pytest.raises(FileError, match="is not made yet"):
        open_ledger(settings, utc_now)
