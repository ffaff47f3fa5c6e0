"""Alarms about a merchant, a voucher or the whole service, besides those about a stamp."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Name what an alarm is about in a column that is never empty. So far it was a stamp."""
    # SQLite cannot change a column: there Alembic copies the table.
    with op.batch_alter_table("alarm") as alarm:
        alarm.add_column(sa.Column("about", sa.String(30), nullable=False, server_default=""))
        alarm.alter_column("stamp_id", existing_type=sa.String(30), nullable=True)
        alarm.alter_column("merchant_id", existing_type=sa.String(30), nullable=True)
        alarm.drop_constraint("uq_alarm_stamp_id_kind_hour", type_="unique")
    op.execute("UPDATE alarm SET about = stamp_id")
    with op.batch_alter_table("alarm") as alarm:
        alarm.create_unique_constraint(op.f("uq_alarm_about_kind_hour"), ["about", "kind", "hour"])
        alarm.alter_column(
            "about", existing_type=sa.String(30), existing_nullable=False, server_default=None
        )
