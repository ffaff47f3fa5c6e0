"""The connection to the database, and the two kinds of transactions there are.

::

    writing   SQLite: BEGIN IMMEDIATE, so that nobody else writes until it ends
              PostgreSQL: READ COMMITTED, rows locked as they are changed
    reading   one snapshot from the first statement to the last

Nobody waits without end: a change waits `busy_s` for the locks of others, and a statement of
PostgreSQL runs for `statement_s`. Who waited in vain keeps others from trying (`jam.py`).

References
----------
SQLite, "Write-Ahead Logging" and PRAGMA synchronous: in WAL mode only FULL waits for the disk at
every commit.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from issuance.database.jam import Jam
from issuance.refusal import Busy, Full, Locked
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

SQLITE, POSTGRESQL = "sqlite", "postgresql"
WRITING = "writing"
# Of one process, whose threads share an interpreter: a presentation is mostly Python, so more of
# them would wait for it and not for the database, and each keeps some memory for itself.
CONNECTIONS = 6
# Pages that a connection to SQLite keeps, KiB; the system has the file in memory anyway.
CACHE_KIB = 512
# SQLSTATE: the transaction met another one and may simply be run again.
AGAIN = ("40001", "40P01")
# SQLSTATE: no connection; no resources; shut down; ended because it was idle in a transaction.
# SQLite says it in words, before Python 3.11 only so.
AWAY = ("08", "53", "57P", "25P03")
AWAY_SQLITE = ("unable to open database file", "disk I/O error")
LOCKED, LOCKED_SQLITE = "55P03", "database is locked"
FULL, FULL_SQLITE = "53100", "database or disk is full"
TOO_LONG = "57014"
# A server process that stands still in a transaction lets go of its locks after so long.
IDLE_S, IDLE_TIMEOUT = 30.0, "idle_in_transaction_session_timeout"
# A PostgreSQL that is away is noticed within these.
POSTGRESQL_OPTIONS = {"connect_timeout": 5, "tcp_user_timeout": 20_000}


class Database:
    """A database that transactions are made on, from any thread.

    Parameters
    ----------
    url : str
        ``sqlite:///file`` or ``postgresql://…``.
    busy_s : float
        A change waits so long for what others hold.
    statement_s : float, optional
        A statement of PostgreSQL may take so long; SQLite has no such limit, and needs none for
        what waits for nobody. Without one, as long as it takes.

    Raises
    ------
    FileError
        The URL is none, or its driver is not installed.
    """

    def __init__(self, url: str, busy_s: float, statement_s: float | None = None) -> None:
        self.engine = _engine(_url(url), busy_s, statement_s)
        self.is_sqlite = self.engine.dialect.name == SQLITE
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**snapshot)
        self._writer = self.engine.execution_options(**{WRITING: True})
        # SQLite lets waiting writers sleep and guess; threads of one process can take turns.
        self._turn, self._busy_s, self._jam = threading.Lock(), busy_s, Jam()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes rows; it commits at the end, or nothing happens.

        Raises
        ------
        Locked
            Others hold what it needs for longer than one waits.
        Full
        Busy
            The database is away, or takes too long.
        """
        self._jam.expect_free()
        with (
            self._taking_turns(),
            self._jam.passing(),
            _refused_when_busy(),
            self._writer.begin() as connection,
        ):
            yield connection

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self._busy_s):
            raise Locked("the database is being written by others")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of everything and changes nothing."""
        with _refused_when_busy(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def expect_database(url: str) -> None:
    """Expect a URL that a database can be opened by, without opening it.

    Raises
    ------
    FileError
        As `Database`.
    """
    _engine(_url(url), busy_s=0.0).dispose()


def again(error: DBAPIError) -> bool:
    """Whether a transaction that failed so may be run again."""
    return getattr(error.orig, "sqlstate", None) in AGAIN


@contextmanager
def _refused_when_busy() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError:
        raise Busy("every connection to the database is taken") from None
    except DBAPIError as error:
        if _says(error, LOCKED, LOCKED_SQLITE):
            raise Locked("the database is being written by others") from error
        if _says(error, FULL, FULL_SQLITE):
            raise Full("the database has no room to write") from error
        if _says(error, TOO_LONG, None):
            raise Busy("the database took too long") from error
        if _is_away(error):
            raise Busy("the database cannot be reached") from error
        raise


def _says(error: DBAPIError, state: str, words: str | None) -> bool:
    """Whether a database says something, PostgreSQL by its SQLSTATE, SQLite in its words."""
    if isinstance(error.orig, sqlite3.Error):
        return words is not None and words in str(error.orig)
    return getattr(error.orig, "sqlstate", None) == state


def _is_away(error: DBAPIError) -> bool:
    """Whether it was no matter of the statement."""
    if isinstance(error.orig, sqlite3.Error):
        return str(error.orig).startswith(AWAY_SQLITE)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # it never came to a statement, or the connection broke in it
        return isinstance(error, OperationalError)
    return str(state).startswith(AWAY)


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        # Not shown: a URL may hold a password.
        raise FileError("database", "", "expected sqlite:///… or postgresql://…") from None
    if url.drivername == POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    return url


def _engine(url: URL, busy_s: float, statement_s: float | None = None) -> Engine:
    pool: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_timeout": busy_s}
    # An error is logged with its traceback: without the values of rows.
    pool["hide_parameters"] = True
    backend = url.get_backend_name()
    if backend not in (SQLITE, POSTGRESQL):
        raise FileError("database", "", f"expected sqlite or postgresql, got {backend}")
    try:
        if backend == SQLITE:
            if not url.database:
                raise FileError("database", "", "expected a file, got SQLite in memory")
            return _sqlite(create_engine(url, connect_args={"timeout": busy_s}, **pool))
        engine = create_engine(url, pool_pre_ping=True, connect_args=POSTGRESQL_OPTIONS, **pool)
        return _postgresql(engine, busy_s, statement_s)
    except NoSuchModuleError:
        raise FileError("database", "", f"no driver {url.drivername}") from None
    except ModuleNotFoundError as error:
        extra = "pip install 'stampcodec[postgresql]'"
        raise FileError("database", "", f"needs {error.name}: {extra}") from None


def _postgresql(engine: Engine, busy_s: float, statement_s: float | None) -> Engine:
    limits = {"lock_timeout": busy_s}
    if statement_s is not None:
        limits |= {"statement_timeout": statement_s, IDLE_TIMEOUT: IDLE_S}
    words = "; ".join(f"SET {name} = {round(1000 * each)}" for name, each in limits.items())

    def bound(connection: Any, record: object) -> None:
        del record
        with connection.cursor() as cursor:
            cursor.execute(words)
        connection.commit()

    event.listen(engine, "connect", bound)
    return engine


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    """Set a new connection up; it begins transactions when it is told to, not by itself."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
