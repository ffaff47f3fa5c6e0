"""Presses that counted, kept to tell replays by: of the same pattern, at whichever shop.

What was recorded at one shop must not count at another whose stamp is alike, be it one with two
ends. A press of a stamp's first end stands in its presentation, that of its second end beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from issuance.database import tables

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.presentation import Seen
    from issuance.model.stamp import Stamp

# Of two and a half shops with forty touches a day, those of a month: so many have one pattern where
# ten thousand shops share 4,096.
MOST_LATEST = 3000
# The gesture of what a kiosk shows.
SCANNED = "frames"
TABLES = (tables.presentation, tables.second_press)
OF_THE_PATTERN = {
    table: select(table.c.series).where(table.c.pattern == bindparam("pattern")) for table in TABLES
}
LATEST = {
    table: query.order_by(table.c.id.desc()).limit(MOST_LATEST)
    for table, query in OF_THE_PATTERN.items()
}
ALIKE = {
    table: query.where(table.c.series_key.in_(bindparam("keys", expanding=True)))
    for table, query in OF_THE_PATTERN.items()
}
# Scans of a panel are large, and their keys few: the memory that comparing takes must not grow.
SCANS = {
    table: query.order_by(table.c.id.desc()).limit(MOST_LATEST) for table, query in ALIKE.items()
}


def earlier(change: Change, seen: Seen) -> list[bytes]:
    """List the series that a press is compared with."""
    named = {"pattern": seen.pattern, "keys": seen.similar_keys}
    queries = SCANS if seen.gesture == SCANNED else ALIKE
    if seen.similar_keys is None:
        queries = LATEST
        del named["keys"]
    return [
        series
        for query in queries.values()
        for series in change.connection.execute(query, named).scalars()
    ]


def keep_second(change: Change, presentation_id: str, stamp: Stamp, seen: Seen) -> None:
    """Keep a press of a stamp's second end that counted."""
    row = {
        "id": presentation_id,
        "stamp_id": stamp.id,
        "series": seen.series,
        "series_key": seen.series_key,
        "pattern": seen.pattern,
    }
    change.connection.execute(insert(tables.second_press), row)
