from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from benchmarks.attack.holder import holding
from benchmarks.service.postgresql import Server
from issuance.database.engine import CACHE_KIB, Database
from issuance.database.tables import merchant, stamp
from issuance.ledger.audit import HEAD
from issuance.ledger.chain import LOCKED_HEAD
from issuance.refusal import Busy, Full, Locked
from stampcodec import FileError
from tests.patience import PATIENCE_S
from tests.shop import MORNING


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, busy_s=30)
    yield opened
    opened.close()


def named(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "created_at": MORNING}


def test_what_is_written_is_there_for_the_next_reader(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(merchant), named("a"))
    with database.reading() as connection:
        assert connection.execute(select(merchant.c.created_at)).scalar_one() == MORNING


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            connection.execute(insert(merchant), named("a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as connection:
        assert connection.execute(select(merchant)).all() == []


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as reader:
        assert reader.execute(select(merchant)).all() == []
        with database.writing() as writer:
            writer.execute(insert(merchant), named("a"))
        assert reader.execute(select(merchant)).all() == []


def test_a_row_refers_to_one_that_is_there(database: Database) -> None:
    row = {"id": "s", "merchant_id": "nobody", "family": "touch5", "code": 1}
    row |= {"status": "active", "label": "", "created_at": MORNING}

    def write() -> None:
        with database.writing() as connection:
            connection.execute(insert(stamp), row)

    with pytest.raises(IntegrityError):
        write()


def test_a_commit_in_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    with closing_database(f"sqlite:///{tmp_path}/x.sqlite3") as database:
        with database.reading() as connection:
            settings = [
                connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        assert settings == ["wal", 2, 1, 5000]  # 2 is FULL


def test_every_connection_to_sqlite_keeps_few_pages(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'x'}", busy_s=1)) as database:
        for mode in (database.reading, database.writing):
            with mode() as connection:
                kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
                assert kept == -CACHE_KIB


def test_a_writer_that_waits_too_long_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    with closing_database(f"sqlite:///{file}", busy_s=0.05) as database:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE x (y)"))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Busy), database.writing():
                pass
            other.execute("ROLLBACK")
        until_it_goes_on(database)
        with database.writing() as connection:
            connection.execute(text("INSERT INTO x VALUES (1)"))


def test_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    with closing_database(f"sqlite:///{tmp_path}/x.sqlite3", busy_s=30) as database:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE x (y)"))
            connection.execute(text("INSERT INTO x VALUES (0)"))

        def add() -> None:
            for _ in range(20):
                with database.writing() as connection:
                    seen = connection.execute(text("SELECT y FROM x")).scalar_one()
                    connection.execute(text("UPDATE x SET y = :y"), {"y": seen + 1})

        threads = [threading.Thread(target=add) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.reading() as connection:
            assert connection.execute(text("SELECT y FROM x")).scalar_one() == 100


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nonsense", "expected sqlite"),
        ("mysql://somebody:secret@somewhere/x", "got mysql"),
        ("postgresql+asyncpg2://somebody:secret@somewhere/x", "no driver"),
        ("sqlite://", "in memory"),
    ],
)
def test_a_url_that_cannot_be_is_refused_in_words_that_hold_no_password(
    url: str, problem: str
) -> None:
    with pytest.raises(FileError, match=problem) as refused:
        Database(url, busy_s=1)
    assert "secret" not in str(refused.value)


def test_a_postgresql_that_is_away_is_told_so(postgresql: Server) -> None:
    away = "postgresql://somebody:secret@/x?host=/no/such/folder"
    with closing(Database(away, busy_s=1)) as database:
        for mode in (database.reading, database.writing):
            with pytest.raises(Busy, match="cannot be reached") as refused, mode():
                pass
            assert "secret" not in str(refused.value)
    with closing(Database(postgresql.create(), busy_s=1)) as database:
        with pytest.raises(Busy), database.writing() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        with database.reading() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        with pytest.raises(ProgrammingError), database.reading() as connection:
            connection.execute(text("SELECT nothing"))


def test_a_file_that_is_away_is_told_so(tmp_path: Path) -> None:
    with (
        closing(Database(f"sqlite:///{tmp_path}/none/x", busy_s=1)) as database,
        pytest.raises(Busy, match="cannot be reached"),
        database.reading(),
    ):
        pass
    with (
        closing(Database(f"sqlite:///{tmp_path}/x", busy_s=1)) as database,
        pytest.raises(OperationalError),
        database.reading() as connection,
    ):
        connection.execute(text("SELECT nothing"))


def test_a_change_waits_for_what_others_hold_and_not_for_ever(database_url: str) -> None:
    with closing(Database(database_url, busy_s=0.1)) as database:
        with holding(database_url):
            for _ in range(2):
                with pytest.raises(Locked), database.writing() as connection:
                    connection.execute(LOCKED_HEAD)
            with database.reading() as connection:
                assert connection.execute(HEAD).one().seq == 0
        until_it_goes_on(database)


def test_threads_that_wait_for_a_turn_do_not_wait_for_ever(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    with closing(Database(url, busy_s=0.05)) as database, ThreadPoolExecutor(1) as other:
        with database.writing(), pytest.raises(Locked):
            other.submit(pass_through, database).result()
        until_it_goes_on(database)


def test_a_statement_of_postgresql_that_takes_too_long_is_ended(postgresql: Server) -> None:
    url = postgresql.create()
    with closing(Database(url, busy_s=1, statement_s=0.05)) as database:
        for mode in (database.reading, database.writing):
            with pytest.raises(Busy, match="took too long"), mode() as connection:
                connection.execute(text("SELECT pg_sleep(60)"))
    with closing(Database(url, busy_s=1)) as database, database.reading() as connection:
        for name, expected in (("lock_timeout", "1s"), ("statement_timeout", "0")):
            assert connection.execute(text(f"SHOW {name}")).scalar_one() == expected


def test_a_full_disk_is_called_so_in_sqlite(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path}/x.sqlite3", busy_s=1)) as database:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE x (y)"))
            connection.execute(text("PRAGMA max_page_count = 2"))
        with pytest.raises(Full, match="no room"), database.writing() as connection:
            connection.execute(text("INSERT INTO x VALUES (zeroblob(100000))"))


def test_a_full_disk_is_called_so_in_postgresql(postgresql: Server) -> None:
    full = "DO $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"
    with closing(Database(postgresql.create(), busy_s=1)) as database:
        with pytest.raises(Full, match="no room"), database.writing() as connection:
            connection.execute(text(full))
        pass_through(database)


def pass_through(database: Database) -> None:
    with database.writing():
        pass


def until_it_goes_on(database: Database) -> None:
    """Try until a change comes through; those before it are refused, and nothing else."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with suppress(Locked):
            pass_through(database)
            return
        time.sleep(0.01)
    raise AssertionError


class closing_database:  # noqa: N801 - reads as `contextlib.closing` does
    def __init__(self, url: str, busy_s: float = 5) -> None:
        self.database = Database(url, busy_s)

    def __enter__(self) -> Database:
        return self.database

    def __exit__(self, *error: object) -> None:
        self.database.close()
