"""Bring a database up to date, or say how far it is."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from issuance.database.engine import Database

STEPS = Path(__file__).parent / "migrations"
# Any number, the same for all who upgrade: PostgreSQL lets one of them in at a time.
UPGRADE_LOCK = 0x5354414D50
# Where Alembic keeps the last step; who only compares need not load it, 0.3 s and 10 MiB.
VERSION_TABLE = "alembic_version"
STEP = re.compile(r'^(down_)?revision = "(\w+)"$', re.MULTILINE)


def upgrade(database: Database, step: str = "head") -> None:
    """Run the steps that a database lacks, up to one, all or none; several may try at once."""
    from alembic import command  # noqa: PLC0415 - see VERSION_TABLE

    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": UPGRADE_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, step)


def revision(connection: Connection) -> str | None:
    """Return the last step that a database has seen; None where it has none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(
        text(f"SELECT version_num FROM {VERSION_TABLE}")
    ).scalar()
    return found


def is_known(step: str) -> bool:
    """Whether a step is one of this version's; if not, a newer version made it."""
    return step in _steps()


def newest() -> str:
    """Return the last step there is."""
    steps = _steps()
    (last,) = steps.keys() - steps.values()
    return last


@lru_cache(maxsize=1)
def _steps() -> dict[str, str | None]:
    """Read each step, and the one that it follows."""
    texts = (path.read_text(encoding="utf-8") for path in (STEPS / "versions").glob("[!_]*.py"))
    told = ({bool(down): name for down, name in STEP.findall(text)} for text in texts)
    return {step[False]: step.get(True) for step in told}


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", STEPS.as_posix().replace("%", "%%"))
    return config
