"""What one service is set up with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from issuance.model.timezone import UTC

DATABASE = "issuance.sqlite3"


@dataclass(frozen=True)
class Settings:
    """What every process of a service must agree on.

    Attributes
    ----------
    folder : Path
        Where what is no database stays, the keys of the receipts for instance; and the database,
        when there is no `database_url`.
    database_url : str or None
        ``postgresql://…`` for a server, ``sqlite:///…`` for a file elsewhere.
    base_url : str
        What customers' phones call the service; the issuer of its receipts.
    workers : int
        Server processes.
    challenge_s : int
        A challenge is good for so long.
    handover_s : int
        A token that takes a voucher to another device is good for so long.
    unstamped_s : int
        A claimed voucher that no stamp has touched goes back into the stock after so long.
    card_interval_s : int
        Between two touches of one stamp card lies at least this.
    answers_kept_s : int
        A repeated request gets its first answer for so long.
    busy_s : float
        A change waits so long for what other changes hold.
    statement_s : float or None
        A statement of PostgreSQL may take so long; None: as long as it takes.
    time_zone : str
        That of merchants registered without one.
    open_metrics : bool
        Programs on this machine see the metrics without a key.
    """

    folder: Path = Path("issuance-data")
    database_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"
    workers: int = 1
    challenge_s: int = 120
    handover_s: int = 600
    unstamped_s: int = 86_400
    card_interval_s: int = 60
    answers_kept_s: int = 86_400
    busy_s: float = 3.0
    statement_s: float | None = 20.0
    time_zone: str = UTC
    open_metrics: bool = False

    @property
    def file(self) -> Path:
        """The database, where there is no `database_url`."""
        return self.folder / DATABASE

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.file.as_posix()}"
