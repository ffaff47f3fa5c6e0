"""Which keys a service has, so that no server starts with others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table. Whose server starts first says which keys they are."""
    op.create_table(
        "service_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_keys")),
        sa.CheckConstraint("id = 1", name=op.f("ck_service_keys_one")),
    )
