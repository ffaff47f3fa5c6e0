"""Merchants have a time zone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0020"


def upgrade() -> None:
    """Add the time zone. The days of all merchants were those of UTC."""
    column = sa.Column("time_zone", sa.Text(), nullable=False, server_default="UTC")
    op.add_column("merchant", column)
