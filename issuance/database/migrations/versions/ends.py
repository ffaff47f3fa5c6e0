"""An index for what was given up before its time, which is looked for once a minute."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_voucher_ended_at"), "voucher", ["ended_at"])
