"""Open the ledger, and make or upgrade its database first where that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuance.database.engine import Database
from issuance.ledger import form
from issuance.ledger.ledger import Ledger
from issuance.privatefile import make_private
from stampcodec import FileError

if TYPE_CHECKING:
    from issuance.clock import Clock, Steady
    from issuance.settings import Settings


def open_ledger(
    settings: Settings,
    clock: Clock,
    *,
    create: bool = False,
    upgrade: bool = False,
    steady: Steady | None = None,
) -> Ledger:
    """Open the ledger that settings name.

    Parameters
    ----------
    settings : Settings
    clock : Clock
    create : bool
        Make the database where there is none.
    upgrade : bool
        Bring one of an older version to this version's form as well. Servers of the older version
        must be stopped.
    steady : Steady, optional
        What the clock is held against; without it nobody asks whether it was set.

    Raises
    ------
    FileError
        There is no database, or it is of another form.
    OSError
        The folder cannot be made.
    """
    if settings.database_url is None:
        if create or upgrade:
            settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Before SQLite makes it for everybody; the files beside it are as this one is.
            make_private(settings.file)
        elif not settings.file.exists():
            problem = "no database here (is --data right?); stampcodec serve makes one"
            raise FileError(settings.file.absolute(), "", problem)
    # A table may be large, and changing its form takes as long as it takes.
    statement_s = None if create or upgrade else settings.statement_s
    database = Database(settings.url, settings.busy_s, statement_s)
    ledger = Ledger(database, settings, clock, steady)
    try:
        if upgrade:
            form.bring_up(database)
        elif create:
            form.create(database)
        ledger.ask(form.expect_current)
    except BaseException:
        ledger.close()
        raise
    return ledger
