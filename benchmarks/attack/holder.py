"""Somebody who begins a transaction on the end of the audit trail, and goes for lunch."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = "sqlite:///"


@contextmanager
def holding(url: str) -> Iterator[None]:
    """Hold what every change needs until the block ends.

    Parameters
    ----------
    url : str
        Of the database, as the service has it.
    """
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix(SQLITE), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(url) as connection:
        connection.execute("SELECT seq FROM chain_head FOR UPDATE")
        yield
