"""Raise an alarm, mostly at most one an hour of each kind about each thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuance.database import tables
from issuance.ledger import find
from issuance.ledger.upsert import insert_new
from issuance.ledger.usage import hour_of
from issuance.model.alarm import PREFIX, Alarm
from issuance.model.event import canonical

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.ledger.change import Change
    from issuance.model.voucher import Holding

SERVICE = "service"
# The event that an alarm leaves behind.
RAISED = "alarm-raised"


def raise_about_stamp(
    change: Change, stamp_id: str, kind: str, details: dict[str, Any]
) -> Alarm | None:
    """Raise an alarm about a stamp; None where this hour has the same one already."""
    stamp = find.stamp(change, stamp_id, change.who)
    return _raise(change, stamp.id, stamp.merchant_id, kind, details, stamp_id=stamp.id)


def raise_about_merchant(
    change: Change,
    merchant_id: str,
    kind: str,
    details: dict[str, Any],
    *,
    each_time: bool = False,
) -> Alarm | None:
    """Raise an alarm about a merchant; None where this hour has the same one already.

    Where it is raised each time, one does not hide the next.
    """
    since = change.now if each_time else None
    return _raise(change, merchant_id, merchant_id, kind, details, since=since)


def raise_about_voucher(
    change: Change, holding: Holding, kind: str, details: dict[str, Any]
) -> Alarm | None:
    """Raise an alarm about a voucher; None where this hour has the same one already."""
    return _raise(change, holding.voucher.id, holding.merchant.id, kind, details)


def raise_about_service(change: Change, kind: str, details: dict[str, Any]) -> Alarm | None:
    """Raise an alarm about all shops together; None where this hour has the same one already."""
    return _raise(change, SERVICE, None, kind, details)


def _raise(
    change: Change,
    about: str,
    merchant_id: str | None,
    kind: str,
    details: dict[str, Any],
    stamp_id: str | None = None,
    since: datetime | None = None,
) -> Alarm | None:
    name, told = change.new(PREFIX), canonical(details)
    raised = Alarm(name, stamp_id, merchant_id, kind, told, change.now, about)
    row = {**vars(raised), "hour": since or hour_of(change.now)}
    if not insert_new(change.connection, tables.alarm, row):
        return None
    change.note(RAISED, about, alarm=raised.id, of=kind)
    return raised
