"""Bring a database up to date, or say how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from issuance.database.engine import Database

STEPS = Path(__file__).parent / "migrations"
# Any number, the same for all who upgrade: PostgreSQL lets one of them in at a time.
UPGRADE_LOCK = 0x5354414D50


def upgrade(database: Database, step: str = "head") -> None:
    """Run the steps that a database lacks, up to one, all or none; several may try at once."""
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": UPGRADE_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, step)


def revision(connection: Connection) -> str | None:
    """Return the last step that a database has seen; None where it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(step: str) -> bool:
    """Whether a step is one of this version's; if not, a newer version made it."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(each.revision == step for each in steps)


def newest() -> str:
    """Return the last step there is."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", STEPS.as_posix().replace("%", "%%"))
    return config
