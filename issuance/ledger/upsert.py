"""INSERT that knows what to do when the row is there, in the words of either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


def insert_or(connection: Connection, table: Table) -> Any:
    """Begin an INSERT that takes ``on_conflict_…``; the two dialects have no common type."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
