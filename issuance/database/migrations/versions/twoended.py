"""Two-ended stamps, and campaigns that need one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"

KEYS = {"series_key": "stamp_id_series_key", "id": "stamp_id_id"}


def upgrade() -> None:
    """Add the second code and the second press. What there was has one end."""
    # Both databases take a check of two columns with a new column; SQLite takes none later.
    check = op.f("ck_stamp_ends")
    op.execute(
        "ALTER TABLE stamp ADD COLUMN second_code BIGINT "
        f"CONSTRAINT {check} CHECK (second_code > code)"
    )
    worth = sa.Column("worth", sa.String(40), nullable=False, server_default="coffee")
    two_ended: sa.Column[bool] = sa.Column(
        "two_ended", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("campaign", worth)
    op.add_column("campaign", two_ended)
    op.create_table(
        "second_press",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("stamp_id", sa.String(30), nullable=False),
        sa.Column("series", sa.LargeBinary(), nullable=False),
        sa.Column("series_key", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_press")),
        sa.ForeignKeyConstraint(["id"], ["presentation.id"], name=op.f("fk_second_press_id")),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_second_press_stamp_id")),
    )
    for column, name in KEYS.items():
        op.create_index(op.f(f"ix_second_press_{name}"), "second_press", ["stamp_id", column])
