"""Vouchers have short codes, by which a desk finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the code: the last eight of the thirty characters of a voucher's name."""
    code = sa.Column("short", sa.String(8), nullable=False, server_default="")
    op.add_column("voucher", code)
    op.execute("UPDATE voucher SET short = substr(id, 23)")
    op.create_index(op.f("ix_voucher_short"), "voucher", ["short"])
