"""Until where the events were moved into files; those alone may be removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

MOVED = "coalesce((SELECT seq FROM archived), 0)"
GUARD = {
    "sqlite": [
        "DROP TRIGGER event_no_delete",
        f"""
        CREATE TRIGGER event_no_delete BEFORE DELETE ON event WHEN OLD.seq > {MOVED}
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
        """,
    ],
    "postgresql": [
        "DROP TRIGGER event_append_only ON event",
        """
        CREATE TRIGGER event_append_only BEFORE UPDATE OR TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()
        """,
        f"""
        CREATE FUNCTION event_no_delete() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF OLD.seq > {MOVED} THEN RAISE EXCEPTION 'events are append-only'; END IF;
            RETURN OLD;
        END $$
        """,
        """
        CREATE TRIGGER event_no_delete BEFORE DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION event_no_delete()
        """,
    ],
}


def upgrade() -> None:
    """Make the table, and guard what is not archived."""
    op.create_table(
        "archived",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived")),
        sa.CheckConstraint("id = 1", name=op.f("ck_archived_one")),
    )
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)
