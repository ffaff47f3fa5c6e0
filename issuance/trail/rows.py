"""Events of a database, read without what the service needs: a worker process is small.

An event never changes, so that each connection may look at a state of its own.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuance.trail.run import Row

# Rows that are read at a time.
BATCH = 250
SQLITE = "sqlite"
COLUMNS = "seq, at, actor, kind, subject, details, previous, hash"


@dataclass(frozen=True)
class Source:
    """How another process connects to a database: the driver's own arguments.

    Attributes
    ----------
    kind : str
        ``sqlite`` or ``postgresql``.
    arguments, options
        Of the driver's ``connect``.
    """

    kind: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]

    def connect(self) -> Any:
        """Open a connection, of the DB-API."""
        if self.kind == SQLITE:
            opened = sqlite3.connect(*self.arguments, **self.options)
            opened.execute("PRAGMA query_only=1")
            # Text that is none is for whoever looks at it.
            opened.text_factory = _text
            return opened
        import psycopg  # noqa: PLC0415 - a driver that not everybody has

        return psycopg.connect(*self.arguments, **self.options, autocommit=True)

    def rows(self, after: int | None, last: int) -> Iterator[Row]:
        """Yield the events after one, or from the first row on, until another, in order."""
        mark = "?" if self.kind == SQLITE else "%s"
        end = f"SELECT {COLUMNS} FROM event WHERE seq <= {mark}"
        order = f" ORDER BY seq LIMIT {BATCH}"
        with closing(self.connect()) as connection:
            while True:
                cursor = connection.cursor()
                if after is None:
                    cursor.execute(end + order, (last,))
                else:
                    cursor.execute(f"{end} AND seq > {mark}{order}", (last, after))
                found = cursor.fetchall()
                yield from found
                if len(found) < BATCH:
                    return
                after = found[-1][0]


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
