"""INSERT that knows what to do when the row is there, in the words of either database.

Whether a row went in is asked with RETURNING: PostgreSQL's driver counts no rows of an INSERT.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_or(dialect: str, table: Table) -> Any:
    """Begin an INSERT that takes ``on_conflict_…``; the two dialects have no common type."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one like it is there, also one that somebody is just inserting.

    Returns
    -------
    bool
        Whether it went in.
    """
    query = _inserting_new(connection.dialect.name, table)
    return connection.execute(query, row).first() is not None


@cache
def _inserting_new(dialect: str, table: Table) -> Any:
    key = table.primary_key.columns
    return insert_or(dialect, table).on_conflict_do_nothing().returning(*key)
