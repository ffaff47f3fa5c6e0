"""A PostgreSQL server of one's own, for as long as a test or a benchmark runs.

It listens on a socket in a temporary folder that nobody else may enter, and is gone afterwards.
PostgreSQL refuses to run as root; it then runs as the user ``postgres`` that its package makes.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where Debian has the programs of each version.
PROGRAMS = Path("/usr/lib/postgresql")
USER = "postgres"
# What need not last is kept here, where there is such a place.
MEMORY = Path("/dev/shm")
START_S, STOP_S, POLL_S = 60.0, 30.0, 0.05


@dataclass(frozen=True)
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def create(self, like: str = "template0") -> str:
        """Make a database as another one is, and return its URL."""
        name = f"made_{next(self.numbers)}"
        with psycopg.connect(self.url(USER), autocommit=True) as connection:
            words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(words.format(sql.Identifier(name), sql.Identifier(like)))
        return self.url(name)


@contextmanager
def running_postgresql(*, durable: bool = True) -> Iterator[Server]:
    """Start a server, and stop it when the block ends.

    Parameters
    ----------
    durable : bool
        Whether a commit waits for the disk, which tests of anything else need not.

    Raises
    ------
    FileNotFoundError
        PostgreSQL is not installed.
    RuntimeError
        It does not start; with what it says.
    """
    programs = _programs()
    memory = None if durable or not MEMORY.is_dir() else MEMORY
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir=memory))
    process = None
    try:
        owner = _owner_of(folder)
        data, log = folder / "data", folder / "log"
        with log.open("wb") as output:
            initdb: list[Path | str] = [
                programs / "initdb",
                "--auth=trust",
                "--username",
                USER,
                "--no-sync",
            ]
            made = subprocess.run(
                [*initdb, "--encoding=UTF8", "--locale=C.UTF-8", data],
                cwd=folder,
                stdout=output,
                stderr=output,
                check=False,
                **owner,
            )
            if made.returncode:
                raise RuntimeError(f"initdb failed: {log.read_text()}")
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *_options(folder, durable)],
                cwd=folder,
                stdout=output,
                stderr=output,
                **owner,
            )
        server = Server(folder)
        _wait_for(server, process, log)
        yield server
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder)


def _programs() -> Path:
    """Find the programs of the newest version; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise FileNotFoundError("no initdb here; on Debian: apt install postgresql")
    return versions[-1].parent


def _owner_of(folder: Path) -> dict[str, Any]:
    """Hand the folder over to somebody who may run PostgreSQL; say how to become them."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _options(folder: Path, durable: bool) -> list[str]:
    options = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=300"]
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    return [word for option in options for word in ("-c", option)]


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + START_S
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > patience:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}")
        time.sleep(POLL_S)


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url(USER)).close()
    except psycopg.OperationalError:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # what it calls a fast shutdown: clients are cut off
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
