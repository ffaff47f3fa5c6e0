"""The ledger that a command works on, and refusals in one line."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuance.clock import utc_now
from issuance.refusal import Busy, Refusal
from issuance.settings import Settings
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuance.ledger import Ledger

FOLDER = Path("issuance-data")
# Who typed a command waits longer for others than a phone does.
BUSY_S = 30.0
# The time zone of merchants that are registered without one.
ZONE_VARIABLE = "STAMPCODEC_TIME_ZONE"

DataOption = Annotated[
    Path, typer.Option("--data", metavar="FOLDER", help="Folder of the service's data and keys.")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="STAMPCODEC_DATABASE",
        show_envvar=True,
        help="PostgreSQL server, postgresql://user@host/name.",
        show_default="SQLite in the folder",
    ),
]


class RefusedError(Exception):
    """A refusal, as the program says it; see `stampcodec.cli`."""

    def format_message(self) -> str:
        """Say it in one line."""
        return str(self)


def why(busy: Busy) -> str:
    """Say what the database said, in one line; its answer holds no password."""
    said = str(getattr(busy.__cause__, "orig", "")).strip()
    return f"{busy}: {' '.join(said.split())}" if said else str(busy)


@contextmanager
def refusals_in_one_line() -> Iterator[None]:
    """Turn what a ledger or its database refuses into what the program prints in one line.

    Raises
    ------
    FileError
        The database cannot be used.
    RefusedError
        The ledger refused something.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except Busy as busy:
        raise FileError("database", "", why(busy)) from busy
    except Refusal as refusal:
        raise RefusedError(str(refusal)) from refusal
    except DBAPIError as error:
        raise FileError("database", "", str(error.orig)) from error


@contextmanager
def opened(data: Path, database: str | None, *, create: bool = False) -> Iterator[Ledger]:
    """Open the ledger, and close it when the block ends.

    Raises
    ------
    FileError
        There is none, or it cannot be used.
    RefusedError
        The ledger refused something.
    """
    from issuance.ledger import open_ledger

    settings = Settings(data, database, busy_s=BUSY_S, statement_s=None)
    is_new = create and database is None and not settings.file.exists()
    with refusals_in_one_line(), closing(open_ledger(settings, utc_now, create=create)) as ledger:
        if is_new:
            typer.echo(f"made a new database: {settings.file}", err=True)
        yield ledger
