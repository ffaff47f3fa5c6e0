"""Merchants have an area, whose stamps are kept apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the area. All merchants are in one, as they were."""
    op.add_column("merchant", sa.Column("area", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_merchant_area"), "merchant", ["area"])
