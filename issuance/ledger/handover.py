"""Hand a voucher over to another device: whoever shows the token gets it, once.

::

    the device that has it ──give──► token, good for minutes ──take──► another device has it
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from issuance.database import tables
from issuance.ledger import find, tally
from issuance.ledger.claim import refuse_greedy
from issuance.ledger.store import store
from issuance.model import moment
from issuance.model.handover import NewHandover
from issuance.model.limit import Of
from issuance.model.secret import HANDOVER, hidden, secret
from issuance.model.voucher import LIVE, Holding
from issuance.refusal import NotFound, WrongState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit


def give(
    change: Change, voucher_id: str, device_id: str, limits: Sequence[Limit] = ()
) -> NewHandover:
    """Make a token with which another device takes a voucher; an older token counts no more.

    Raises
    ------
    NotFound
        The device has no such voucher.
    WrongState
        It is used up, or over.
    LockedOut
    """
    subjects = {Of.VOUCHER: voucher_id, Of.DEVICE: device_id, **change.who.places}
    tally.refuse_locked(change, limits, subjects)
    found = find.holding(change, voucher_id, change.who, device_id, lock=True)
    _expect_live(found)
    token = secret(HANDOVER)
    until = change.now + timedelta(seconds=change.settings.handover_s)
    table = tables.handover
    change.connection.execute(delete(table).where(table.c.voucher_id == voucher_id))
    change.connection.execute(
        insert(table),
        {
            "token_hash": hidden(token),
            "voucher_id": voucher_id,
            "device_id": device_id,
            "expires_at": until,
        },
    )
    change.note("handover-given", voucher_id, device=device_id, until=moment.text(until))
    tally.count(change, limits, subjects, refused=False)
    return NewHandover(voucher_id, token, until)


def take(change: Change, token: str, device_id: str, limits: Sequence[Limit] = ()) -> Holding:
    """Give the voucher of a token to a device. The device that had it loses it.

    Raises
    ------
    NotFound
        The token was used, is too old, or there never was one.
    WrongState
        The voucher was used up meanwhile, or is over.
    CustomerLimit
        The device has enough vouchers of the campaign.
    LockedOut
    """
    subjects = {Of.DEVICE: device_id, **change.who.places}
    tally.refuse_locked(change, limits, subjects)
    table = tables.handover
    # Of two who show it at once, the second waits here and finds none.
    row = change.connection.execute(
        delete(table)
        .where(table.c.token_hash == hidden(token), table.c.expires_at > change.now)
        .returning(table.c.voucher_id, table.c.device_id)
    ).one_or_none()
    if row is None:
        raise NotFound("handover", "of that token")
    found = find.holding(change, row.voucher_id, change.who, row.device_id, lock=True)
    _expect_live(found)
    if device_id == row.device_id:
        return found
    refuse_greedy(change, found.campaign, device_id)
    moved = replace(found.voucher, device_id=device_id, version=found.voucher.version + 1)
    store(change, found.voucher, moved)
    change.note("voucher-moved", moved.id, device=device_id, before=row.device_id)
    tally.count(change, limits, subjects, refused=False)
    return replace(found, voucher=moved)


def _expect_live(found: Holding) -> None:
    if found.voucher.state not in LIVE:
        raise WrongState(f"the voucher is {found.voucher.state.value}")
