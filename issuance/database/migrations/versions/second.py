"""Vouchers that lapse unless they are stamped; indexes for what is removed or looked at by age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INDEXES = {
    "voucher": ["lapses_at"],
    "challenge": ["expires_at"],
    "presentation": ["stamp_id", "id"],
    "device": ["created_at"],
}


def upgrade() -> None:
    """Add the column and the indexes. What was claimed before is good for as long as was said."""
    op.add_column("voucher", sa.Column("lapses_at", sa.BigInteger()))
    for table, columns in INDEXES.items():
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
