"""Presses of the second ends of two-ended stamps, kept apart from those of the first ends.

A press of one end is never compared with one of the other: their patterns differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from issuance.database.tables import second_press

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.presentation import Seen
    from issuance.model.stamp import Stamp

# As many as of first ends, `issuance.ledger.present.MOST_LATEST`.
MOST_LATEST = 1200
OF_THE_STAMP = select(second_press.c.series).where(second_press.c.stamp_id == bindparam("stamp"))
EARLIER = OF_THE_STAMP.where(second_press.c.series_key.in_(bindparam("keys", expanding=True)))
LATEST = OF_THE_STAMP.order_by(second_press.c.id.desc()).limit(MOST_LATEST)


def earlier(change: Change, seen: Seen, stamp: Stamp) -> list[bytes]:
    """List the series that a press is compared with."""
    if seen.similar_keys is None:
        return list(change.connection.execute(LATEST, {"stamp": stamp.id}).scalars())
    named = {"stamp": stamp.id, "keys": seen.similar_keys}
    return list(change.connection.execute(EARLIER, named).scalars())


def keep(change: Change, presentation_id: str, stamp: Stamp, seen: Seen) -> None:
    """Keep a press that counted."""
    row = {
        "id": presentation_id,
        "stamp_id": stamp.id,
        "series": seen.series,
        "series_key": seen.series_key,
    }
    change.connection.execute(insert(second_press), row)
