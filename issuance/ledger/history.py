"""What the audit trail tells of vouchers, held against the rows that everything else goes by."""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from issuance.database import tables
from issuance.database.engine import SQLITE
from issuance.model.voucher import TAKEN
from issuance.trail.states import state, voucher
from issuance.trail.told import agrees, shown
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from issuance.trail.states import States

# In the order of bytes; a database of PostgreSQL may sort text in another one.
ROWS = "SELECT id || ' ' || state FROM voucher ORDER BY id COLLATE {}"
TOOK = tables.voucher.c.state.in_([state.value for state in TAKEN])


def contradiction(connection: Connection, states: States) -> str:
    """Say what in the rows is not what was told; empty where they agree."""
    with closing(_rows(connection)) as rows, closing(states.lines()) as told:
        for lines in told:
            here = [row for (row,) in rows.fetchmany(len(lines))]
            if here != lines:
                # From here on one by one: something is missing, or claims did not tell all yet.
                there = chain.from_iterable(chain([lines], told))
                problem = _compared(chain(here, (row for (row,) in rows)), there)
                if problem:
                    return problem
        for (row,) in rows:
            return _untold(row)
    return _miscounted(connection)


def _compared(rows: Iterator[str], told: Iterator[str]) -> str:
    """Compare line by line, to the end."""
    missing, row = 0, next(rows, None)
    for line in told:
        if row is not None and voucher(row) < voucher(line):
            return _untold(row)
        if row is None or voucher(row) > voucher(line):
            missing += 1
            continue
        if not agrees(state(line), state(row)):
            told_to_be = f"it is told to be {shown(state(line))}"
            return f"voucher {voucher(row)} is {state(row)}, and {told_to_be}"
        row = next(rows, None)
    if row is not None:
        return _untold(row)
    return f"{counted(missing, 'voucher')} of the trail missing" if missing else ""


def _untold(row: str) -> str:
    return f"voucher {voucher(row)} is {state(row)}, and nothing is told of it"


def _rows(connection: Connection) -> Any:
    """Read what the rows say as lines, in order, as `States` has them: the driver's own cursor."""
    is_sqlite = connection.dialect.name == SQLITE
    # One with a name stays at the server, and sends some at a time.
    cursor = connection.connection.cursor(*() if is_sqlite else ("vouchers",))
    cursor.execute(ROWS.format("BINARY" if is_sqlite else '"C"'))
    return cursor


def _miscounted(connection: Connection) -> str:
    table, taken = tables.campaign, func.count(tables.voucher.c.id).filter(TOOK)
    joined = table.outerjoin(tables.voucher)
    query = select(table.c.id, table.c.taken, taken).select_from(joined).group_by(table.c.id)
    for campaign_id, stored, found in connection.execute(query):
        if stored != found:
            return (
                f"campaign {campaign_id} counts {counted(stored, 'voucher')} taken, {found} exist"
            )
    return ""
