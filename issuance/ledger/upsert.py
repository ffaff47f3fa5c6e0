"""INSERT that knows what to do when the row is there, in the words of either database.

Whether a row went in is asked with RETURNING: PostgreSQL's driver counts no rows of an INSERT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_or(connection: Connection, table: Table) -> Any:
    """Begin an INSERT that takes ``on_conflict_…``; the two dialects have no common type."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one like it is there, also one that somebody is just inserting.

    Returns
    -------
    bool
        Whether it went in.
    """
    query = insert_or(connection, table).values(row).on_conflict_do_nothing()
    return connection.execute(query.returning(*table.primary_key.columns)).first() is not None
