"""When the last event was, and since when the clock is doubted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns. Of an older trail the last event is the one that the head names."""
    op.add_column("chain_head", sa.Column("at", sa.BigInteger()))
    op.add_column("chain_head", sa.Column("doubted_at", sa.BigInteger()))
    last = "SELECT event.at FROM event WHERE event.seq = chain_head.seq"
    op.execute(f"UPDATE chain_head SET at = ({last})")
