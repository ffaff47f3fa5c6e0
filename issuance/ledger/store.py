"""The one way in which the row of a voucher changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Update, bindparam, update

from issuance.database.tables import voucher
from issuance.ledger.change import Again

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.voucher import Voucher

# What must still be as it was.
FOUND_BY = ("id", "state", "version")


def store(change: Change, before: Voucher, after: Voucher) -> None:
    """Write a voucher, if it still is what the change began with.

    Raises
    ------
    Again
        Somebody else changed it first.
    """
    assert after.version == before.version + 1
    old, new = _row(before), _row(after)
    values = {name: value for name, value in new.items() if value != old[name]}
    found_by = {f"was_{name}": old[name] for name in FOUND_BY}
    done = change.connection.execute(_writing(tuple(values)), {**values, **found_by})
    if done.rowcount == 0:
        raise Again


def _row(written: Voucher) -> dict[str, object]:
    return {**vars(written), "state": written.state.value}


@cache
def _writing(names: tuple[str, ...]) -> Update:
    """Build the statement that writes some columns; there are few sets of them."""
    as_it_was = [voucher.c[name] == bindparam(f"was_{name}") for name in FOUND_BY]
    return update(voucher).where(*as_it_was).values({name: bindparam(name) for name in names})
