"""Kiosks count what they present."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"


def upgrade() -> None:
    """Add the last number of each key. None has counted so far."""
    op.add_column(
        "api_key", sa.Column("counter", sa.BigInteger(), nullable=False, server_default="0")
    )
