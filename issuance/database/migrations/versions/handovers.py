"""Vouchers go to another device with a token."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the table of tokens that are good."""
    op.create_table(
        "handover",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("voucher_id", sa.String(30), nullable=False),
        sa.Column("device_id", sa.String(30), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_handover")),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_handover_voucher_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_handover_device_id")),
        sa.UniqueConstraint("voucher_id", name=op.f("uq_handover_voucher_id")),
    )
    for column in ("device_id", "expires_at"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
