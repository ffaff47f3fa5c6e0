"""The check of an audit trail as it was: one process, every event an object, all states at once.

::

    python -m benchmarks.service.former_audit FOLDER [URL]
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from issuance.clock import utc_now
from issuance.database import tables
from issuance.ledger import open_ledger, rows
from issuance.model.event import GENESIS
from issuance.model.voucher import TAKEN
from issuance.settings import Settings
from issuance.trail.told import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from issuance.ledger.question import Question
    from issuance.model.event import Event

BATCH = 1000


def check(question: Question) -> int:
    """Count the events; they follow each other and vouchers are as they tell, or it raises."""
    connection = question.connection
    last, count, states = GENESIS, 0, dict[str, str]()
    for event in _events(connection):
        count += 1
        is_next = event.seq == count and event.previous == last
        if not is_next or event.hash != event.expected_hash:
            raise RuntimeError(f"event {count} is not as it was written")
        state = told(event.kind, event.details)
        if state is not None:
            states[event.subject] = state
        last = event.hash
    _compare(connection, states)
    return count


def _events(connection: Connection) -> Iterator[Event]:
    event, after = tables.event, 0
    query = select(event).order_by(event.c.seq).limit(BATCH)
    while found := connection.execute(query.where(event.c.seq > after)).all():
        yield from map(rows.event, found)
        after = found[-1].seq


def _compare(connection: Connection, states: dict[str, str]) -> None:
    voucher, campaign = tables.voucher, tables.campaign
    taken = Counter[str]()
    for name, of, state in connection.execute(
        select(voucher.c.id, voucher.c.campaign_id, voucher.c.state)
    ):
        taken[of] += state in TAKEN
        if states.pop(name, None) != state:
            raise RuntimeError(f"voucher {name} differs from what its events say")
    counted = connection.execute(select(campaign.c.id, campaign.c.taken)).all()
    if states or any(stored != taken[name] for name, stored in counted):
        raise RuntimeError("vouchers are missing, or miscounted")


if __name__ == "__main__":
    folder, url, *_ = *sys.argv[1:], None
    ledger = open_ledger(Settings(Path(folder), url, statement_s=None), utc_now)
    print(ledger.ask(check))
    ledger.close()
