"""From rows to values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from issuance.database import tables
from issuance.model.alarm import Alarm
from issuance.model.apikey import ApiKey, Role
from issuance.model.campaign import PROMISED, Campaign, Mode, Version, Worth
from issuance.model.event import Event
from issuance.model.merchant import Merchant
from issuance.model.stamp import Stamp, StampStatus
from issuance.model.voucher import Holding, State, Voucher

if TYPE_CHECKING:
    from sqlalchemy import Row, Table


def _columns(row: Row[Any], table: Table) -> dict[str, Any]:
    """Take the columns of one table out of a row that may join several."""
    mapping = row._mapping
    return {column.name: mapping[column] for column in table.c if column in mapping}


def merchant(row: Row[Any]) -> Merchant:
    """Read a merchant."""
    return Merchant(**_columns(row, tables.merchant))


def stamp(row: Row[Any]) -> Stamp:
    """Read a stamp."""
    columns = _columns(row, tables.stamp)
    return Stamp(**{**columns, "status": StampStatus(columns["status"])})


def campaign(row: Row[Any]) -> Campaign:
    """Read a campaign."""
    columns = _columns(row, tables.campaign)
    named = {"mode": Mode(columns["mode"]), "worth": Worth(columns["worth"])}
    return Campaign(**{**columns, **named})


def version(row: Row[Any]) -> Version:
    """Read a version of a campaign."""
    columns = _columns(row, tables.promise)
    del columns["campaign_id"]
    return Version(**columns)


def voucher(row: Row[Any]) -> Voucher:
    """Read a voucher."""
    columns = _columns(row, tables.voucher)
    del columns["short"]
    return Voucher(**{**columns, "state": State(columns["state"])})


def holding(row: Row[Any]) -> Holding:
    """Read a voucher with its campaign as it was promised, and its merchant as it was named."""
    now, then = campaign(row), _columns(row, tables.promise)
    promised = {
        **{name: then[name] for name in PROMISED},
        # A day too few was a typing error, and nobody minds a day more.
        "valid_from": min(now.valid_from, then["valid_from"]),
        "valid_until": max(now.valid_until, then["valid_until"]),
    }
    held = voucher(row)
    owner = replace(merchant(row), name=held.claimed_from)
    return Holding(held, replace(now, **promised), owner)


def api_key(row: Row[Any]) -> ApiKey:
    """Read an API key, without its secret's hash and what it has counted."""
    columns = _columns(row, tables.api_key)
    del columns["secret_hash"], columns["counter"]
    return ApiKey(**{**columns, "roles": frozenset(map(Role, columns["roles"].split()))})


def alarm(row: Row[Any]) -> Alarm:
    """Read an alarm."""
    columns = _columns(row, tables.alarm)
    del columns["hour"]
    return Alarm(**columns)


def event(row: Row[Any]) -> Event:
    """Read an event."""
    return Event(**_columns(row, tables.event))
