"""Presses name the pattern that was shown, by which replays are looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"

CODES = {"presentation": "code", "second_press": "second_code"}


def upgrade() -> None:
    """Add the pattern. So far it was that of the stamp's end."""
    for table, code in CODES.items():
        pattern = sa.Column("pattern", sa.String(60), nullable=False, server_default="")
        op.add_column(table, pattern)
        of_stamp = f"SELECT family || ':' || {code} FROM stamp WHERE stamp.id = {table}.stamp_id"
        op.execute(f"UPDATE {table} SET pattern = ({of_stamp})")
        for second in ("series_key", "id"):
            op.drop_index(op.f(f"ix_{table}_stamp_id_{second}"), table)
            name = op.f(f"ix_{table}_pattern_{second}")
            op.create_index(name, table, ["pattern", second])
