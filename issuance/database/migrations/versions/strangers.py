"""Till codes for new customers, and challenges that know who asked for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from issuance.model.tillcode import new_code

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Give every merchant a till code. Challenges of before count no more."""
    codes = op.create_table(
        "till_code",
        sa.Column("merchant_id", sa.String(30), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name=op.f("pk_till_code")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_till_code_merchant_id")
        ),
    )
    merchants = op.get_bind().execute(sa.text("SELECT id, created_at FROM merchant"))
    rows = [
        {"merchant_id": merchant_id, "code": new_code(), "created_at": created_at}
        for merchant_id, created_at in merchants
    ]
    if rows:
        op.bulk_insert(codes, rows)
    asked_by = sa.Column("asked_by", sa.String(80), nullable=False, server_default="")
    vouched = sa.Column("vouched", sa.Integer(), nullable=False, server_default="0")
    for column in (asked_by, vouched):
        op.add_column("challenge", column)
