"""New merchants, devices and stamps, and what may change about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

import stampcodec as sc
from issuance.database import tables
from issuance.ledger import chain, find, tally, tillcode
from issuance.ledger.change import Again
from issuance.ledger.code import free_code
from issuance.ledger.upsert import insert_new
from issuance.model import device as devices
from issuance.model import merchant as merchants
from issuance.model import stamp as stamps
from issuance.model.device import Device, NewDevice
from issuance.model.merchant import Merchant
from issuance.model.secret import DEVICE, hidden, secret
from issuance.model.stamp import Stamp, StampStatus
from issuance.model.words import one_line
from issuance.refusal import Invalid, StampTaken, WrongState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit


def register_merchant(change: Change, name: str) -> Merchant:
    """Take a merchant in."""
    name = one_line("name", name, merchants.LONGEST_NAME)
    made = Merchant(change.new(merchants.PREFIX), name, change.now)
    change.connection.execute(insert(tables.merchant), vars(made))
    tillcode.make(change, made.id)
    change.note("merchant-registered", made.id, name=made.name)
    return made


def rename_merchant(change: Change, merchant_id: str, name: str) -> Merchant:
    """Give a merchant another name."""
    found = find.merchant(change, merchant_id, change.who)
    renamed = replace(found, name=one_line("name", name, merchants.LONGEST_NAME))
    change.connection.execute(
        update(tables.merchant).where(tables.merchant.c.id == found.id).values(name=renamed.name)
    )
    change.note("merchant-renamed", found.id, name=renamed.name)
    return renamed


def register_device(change: Change, limits: Sequence[Limit] = ()) -> NewDevice:
    """Give a device a token. No event: whoever loads the page is a device, and owns nothing yet."""
    subjects = change.who.places
    tally.refuse_locked(change, limits, subjects)
    made, token = Device(change.new(devices.PREFIX), change.now), secret(DEVICE)
    change.connection.execute(insert(tables.device), {**vars(made), "token_hash": hidden(token)})
    tally.count(change, limits, subjects, refused=False)
    return NewDevice(made, token)


def register_stamp(
    change: Change, merchant_id: str, family: str, code: int | None, label: str
) -> Stamp:
    """Give a merchant a stamp: that of a code, or of one drawn among those that no stamp has.

    Raises
    ------
    StampTaken
        Some merchant has a stamp of this family and code.
    FamilyFull
        All codes of the family are taken.
    """
    owner = find.merchant(change, merchant_id, change.who)
    n_ids = _n_ids(family)
    if code is None:
        chain.lock(change.connection)  # those who look for a free code take turns
        wanted = free_code(change.connection, family, n_ids)
    else:
        wanted = code
    if not 0 <= wanted < n_ids:
        raise Invalid("code", f"expected 0 to {n_ids - 1}, got {wanted}")
    label = one_line("label", label, stamps.LONGEST_LABEL, empty=True)
    status = StampStatus.ACTIVE
    made = Stamp(change.new(stamps.PREFIX), owner.id, family, wanted, status, label, change.now)
    if not insert_new(change.connection, tables.stamp, {**vars(made), "status": status.value}):
        if code is None:
            raise Again
        raise StampTaken(f"a stamp {family} {code} exists")
    change.note(
        "stamp-registered", made.id, merchant=owner.id, family=family, code=wanted, label=label
    )
    return made


def change_stamp(
    change: Change,
    stamp_id: str,
    *,
    status: StampStatus | None = None,
    label: str | None = None,
) -> Stamp:
    """Set what a stamp is worth from now on, or what people call it.

    Raises
    ------
    WrongState
        The stamp is revoked, which is for ever.
    """
    found = find.stamp(change, stamp_id, change.who, lock=True)
    changed = found
    if label is not None:
        changed = replace(changed, label=one_line("label", label, stamps.LONGEST_LABEL, empty=True))
    if status is not None:
        changed = replace(changed, status=status)
    if found.status is StampStatus.REVOKED and changed.status is not StampStatus.REVOKED:
        raise WrongState("the stamp is revoked, and stays so")
    if changed != found:
        values = {"status": changed.status.value, "label": changed.label}
        change.connection.execute(
            update(tables.stamp).where(tables.stamp.c.id == found.id).values(values)
        )
        change.note("stamp-changed", found.id, **values)
    return changed


def _n_ids(family: str) -> int:
    try:
        return sc.family(family).n_ids
    except ValueError as error:
        raise Invalid("family", str(error)) from None
