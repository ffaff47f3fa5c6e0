"""The form of the database: made, brought up to this version's, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuance.database.upgrade import is_known, newest, revision, upgrade
from stampcodec import FileError

if TYPE_CHECKING:
    from issuance.database.engine import Database
    from issuance.ledger.question import Question


def expect_current(question: Question) -> None:
    """Expect a database of this version's form.

    Raises
    ------
    FileError
        It was never made, or by another version.
    sqlalchemy.exc.DBAPIError
        It cannot be reached.
    """
    found = revision(question.connection)
    if found is None:
        raise FileError("database", "", "is not made yet; stampcodec serve makes it")
    _expect_known(found)
    if found != newest():
        problem = f"expected step {newest()}, got {found}; stampcodec serve brings it there"
        raise FileError("database", "", problem)


def create(database: Database) -> None:
    """Make the tables, where there are none."""
    if _revision(database) is None:
        upgrade(database)


def bring_up(database: Database) -> None:
    """Bring the database to this version's form.

    Raises
    ------
    FileError
        A newer version made it.
    """
    found = _revision(database)
    if found is not None:
        _expect_known(found)
    upgrade(database)


def _revision(database: Database) -> str | None:
    with database.reading() as connection:
        return revision(connection)


def _expect_known(found: str) -> None:
    if not is_known(found):
        problem = f"expected step {newest()} or an older one, got {found}: of a newer version"
        raise FileError("database", "", problem)
