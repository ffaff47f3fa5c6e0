"""Databases for tests: files, and a real PostgreSQL server that runs as long as the session."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.service.postgresql import MEMORY, Server, running_postgresql
from issuance.database.engine import Database
from issuance.database.upgrade import upgrade

NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Run a server; nothing here is about power cuts, so commits need not wait for the disk."""
    with running_postgresql(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Server) -> str:
    """Make the tables once; copying them is fast."""
    url = postgresql.create()
    database = Database(url, busy_s=30)
    upgrade(database)
    database.close()
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """Make the tables once, in memory where there is such a folder: nothing here must last."""
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="sqlite-", dir=memory) as folder:
        file = Path(folder) / "template.sqlite3"
        database = Database(f"sqlite:///{file}", busy_s=30)
        upgrade(database)
        database.close()
        yield file


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Make empty databases with tables, as many as wanted; return the URL of each."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        like: str = request.getfixturevalue("postgresql_template")
        return lambda: server.create(like)
    template: Path = request.getfixturevalue("sqlite_template")

    def new_file() -> str:
        folder = tempfile.mkdtemp(dir=template.parent)
        file = shutil.copy(template, Path(folder) / "issuance.sqlite3")
        return f"sqlite:///{file}"

    return new_file


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """Return the URL of an empty database with tables, of either kind."""
    return new_database()
