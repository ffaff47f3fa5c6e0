"""The states that events tell of vouchers, as many as there are, in little memory.

They stand in a private temporary database of SQLite, which is gone when it is closed, laid over the
states of a checkpoint, if there is one.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    # Lines "voucher state" in the order of vouchers, many at a time.
    Lines = list[str]

# Lines at a time, and memory for pages of the database, KiB.
BATCH, CACHE_KIB = 1000, 1024
# Characters of a checkpoint at a time.
BLOCK = 1 << 16
MAKE = "CREATE TABLE state (id TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID"
PUT = "INSERT OR REPLACE INTO state VALUES (?, ?)"
LINE = "SELECT id || ' ' || state, id FROM state"
ALL = f"{LINE} ORDER BY id"
BETWEEN = f"{LINE} WHERE id > ? AND id <= ? ORDER BY id"
BEYOND = f"{LINE} WHERE id > ? ORDER BY id"


class States:
    """The last state that was told of each voucher.

    Parameters
    ----------
    base : Path, optional
        A checkpoint that was read: what is told of before.
    """

    def __init__(self, base: Path | None = None) -> None:
        self._base = base
        # An empty name is a file that no other process sees; it exists once memory is full.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute(MAKE)

    def __enter__(self) -> States:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Forget all of it."""
        self._database.close()

    def put(self, states: Mapping[str, str]) -> None:
        """Take in states that are told later than those before.

        Raises
        ------
        FileError
            There is no room for them.
        """
        with _room():
            self._database.execute("BEGIN")
            self._database.executemany(PUT, states.items())
            self._database.execute("COMMIT")

    def lines(self) -> Generator[Lines, None, None]:
        """Go through all vouchers in order.

        Raises
        ------
        FileError
            There is no room to do so.
        """
        with _room():
            if self._base is None:
                yield from _batches(self._database.execute(ALL))
                return
            last = ""
            for lines in _lines_in(self._base):
                end = voucher(lines[-1])
                over = self._database.execute(BETWEEN, (last, end)).fetchall()
                yield _laid_over(lines, over) if over else lines
                last = end
            yield from _batches(self._database.execute(BEYOND, (last,)))


def voucher(line: str) -> str:
    """Return the voucher that a line is about."""
    return line.rpartition(" ")[0]


def state(line: str) -> str:
    """Return the state that a line tells."""
    return line.rpartition(" ")[2]


def _lines_in(path: Path) -> Iterator[Lines]:
    """Yield the lines of a checkpoint but for the first, which is signed."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.readline()
        while found := file.read(BLOCK):
            yield (found + file.readline()).removesuffix("\n").split("\n")


def _laid_over(lines: Lines, over: list[tuple[str, str]]) -> Lines:
    known = {voucher(line): line for line in lines}
    known.update((each, line) for line, each in over)
    return [known[each] for each in sorted(known)]


def _batches(cursor: sqlite3.Cursor) -> Iterator[Lines]:
    while found := cursor.fetchmany(BATCH):
        yield [line for line, _ in found]


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise FileError("the folder of temporary files", "", str(error)) from error
