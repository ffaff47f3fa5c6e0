"""The ledger: every change is one transaction, and nobody else writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuance.database.engine import Database
from issuance.database.upgrade import is_known, newest, revision, upgrade
from issuance.ledger.customers import Customers
from issuance.ledger.merchants import Merchants
from issuance.ledger.operations import Operations
from issuance.privatefile import make_private
from stampcodec import FileError

if TYPE_CHECKING:
    from issuance.clock import Clock
    from issuance.settings import Settings


class Ledger(Customers, Merchants, Operations):
    """What the service knows, and every way in which that changes. Safe to share by threads.

    Everything that changes takes `who` asks, and where a client may repeat itself also `once`.
    What is refused is a `Refusal`, and then nothing has changed (but see `NotAccepted`).
    """

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def ready(self) -> None:
        """Expect a database of this version's form.

        Raises
        ------
        FileError
            It was never made, or by another version.
        sqlalchemy.exc.DBAPIError
            It cannot be reached.
        """
        found = self._revision()
        if found is None:
            raise FileError("database", "", "is not made yet; stampcodec serve makes it")
        self._expect_known(found)
        if found != newest():
            problem = f"expected step {newest()}, got {found}; stampcodec serve brings it there"
            raise FileError("database", "", problem)

    def create(self) -> None:
        """Make the tables, where there are none."""
        if self._revision() is None:
            self.upgrade()

    def upgrade(self) -> None:
        """Bring the database to this version's form.

        Raises
        ------
        FileError
            A newer version made it.
        """
        self._expect_known(self._revision())
        upgrade(self._database)

    @staticmethod
    def _expect_known(found: str | None) -> None:
        if found is not None and not is_known(found):
            problem = f"expected step {newest()} or an older one, got {found}: of a newer version"
            raise FileError("database", "", problem)

    def _revision(self) -> str | None:
        return self._read(revision)


def open_ledger(
    settings: Settings, clock: Clock, *, create: bool = False, upgrade: bool = False
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
    ledger = Ledger(Database(settings.url, settings.busy_s), settings, clock)
    try:
        if upgrade:
            ledger.upgrade()
        elif create:
            ledger.create()
        ledger.ready()
    except BaseException:
        ledger.close()
        raise
    return ledger
