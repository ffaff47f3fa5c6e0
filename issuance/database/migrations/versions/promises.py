"""Versions of campaigns: vouchers keep what they were claimed under."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

SAID = "title, text, valid_from, valid_until, reversal_s"


def upgrade() -> None:
    """Add versions. What campaigns say now is what vouchers were promised, as far as is known."""
    op.create_table(
        "promise",
        sa.Column("campaign_id", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("reversal_s", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_promise")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_promise_campaign_id")
        ),
    )
    op.execute(
        f"INSERT INTO promise (campaign_id, version, at, {SAID}) "
        f"SELECT id, 1, created_at, {SAID} FROM campaign"
    )
    for table, column in (("campaign", "version"), ("voucher", "promise")):
        first = sa.Column(column, sa.Integer(), nullable=False, server_default="1")
        op.add_column(table, first)
