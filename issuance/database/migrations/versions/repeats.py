"""Stamps of several merchants may have one pattern."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

UNIQUE = ["merchant_id", "family", "code"]
NAME = "uq_stamp_merchant_id_family_code"
# Who refers to stamps and has no index to find them by.
REFERRING = ("alarm", "presentation", "second_press")


def upgrade() -> None:
    """Let a pattern be unique within its merchant only."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
        return
    op.drop_constraint(op.f("uq_stamp_family_code"), "stamp", type_="unique")
    op.create_unique_constraint(op.f(NAME), "stamp", UNIQUE)


def _make_anew() -> None:
    """Make the table anew, since SQLite cannot drop a constraint.

    Rows that refer to stamps refer to nothing meanwhile, which is allowed until the commit. Each
    stamp that goes or comes is looked for in them.
    """
    op.execute("PRAGMA defer_foreign_keys=ON")
    for table in REFERRING:
        op.create_index(f"referring_{table}", table, ["stamp_id"])
    op.execute("CREATE TABLE stamp_before AS SELECT * FROM stamp")
    op.drop_table("stamp")
    op.create_table(
        "stamp",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("merchant_id", sa.String(30), nullable=False),
        sa.Column("family", sa.String(40), nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("second_code", sa.BigInteger()),
        sa.CheckConstraint("status IN ('active', 'lost', 'revoked')", name=op.f("ck_stamp_status")),
        sa.CheckConstraint("second_code > code", name=op.f("ck_stamp_ends")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_stamp_merchant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sa.UniqueConstraint(*UNIQUE, name=op.f(NAME)),
    )
    # Columns stand as they do in older databases, where the newest is the last.
    op.execute("INSERT INTO stamp SELECT * FROM stamp_before")
    op.drop_table("stamp_before")
    op.create_index(op.f("ix_stamp_merchant_id_id"), "stamp", ["merchant_id", "id"])
    for table in REFERRING:
        op.drop_index(f"referring_{table}", table)
