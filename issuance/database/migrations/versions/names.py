"""Vouchers keep the name of the merchant that they were claimed from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NAME = (
    "SELECT merchant.name FROM merchant JOIN campaign ON campaign.merchant_id = merchant.id "
    "WHERE campaign.id = voucher.campaign_id"
)


def upgrade() -> None:
    """Add the name. What merchants are called now is what they were called, as far as is known."""
    name = sa.Column("claimed_from", sa.Text(), nullable=False, server_default="")
    op.add_column("voucher", name)
    op.execute(f"UPDATE voucher SET claimed_from = ({NAME})")
