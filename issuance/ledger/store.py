"""The one way in which the row of a voucher changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from issuance.database.tables import voucher
from issuance.ledger.change import Again

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.voucher import Voucher


def store(change: Change, before: Voucher, after: Voucher) -> None:
    """Write a voucher, if it still is what the change began with.

    Raises
    ------
    Again
        Somebody else changed it first.
    """
    assert after.version == before.version + 1
    old, new = vars(before), vars(after)
    values = {name: value for name, value in new.items() if value != old[name]}
    done = change.connection.execute(
        update(voucher)
        .where(
            voucher.c.id == before.id,
            voucher.c.state == before.state.value,
            voucher.c.version == before.version,
        )
        .values({**values, "state": after.state.value})
    )
    if done.rowcount == 0:
        raise Again
