"""Find one thing by its name, or refuse: what belongs to another merchant is not found either."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, select

from issuance.database import tables
from issuance.ledger import rows
from issuance.model.campaign import Picture
from issuance.model.identifier import PATTERN
from issuance.model.tillcode import normal
from issuance.model.voucher import SHORT
from issuance.refusal import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from issuance.ledger.question import Question
    from issuance.model.caller import Caller
    from issuance.model.campaign import Campaign
    from issuance.model.merchant import Merchant
    from issuance.model.stamp import Stamp
    from issuance.model.voucher import Holding

KEEPS = and_(
    tables.promise.c.campaign_id == tables.voucher.c.campaign_id,
    tables.promise.c.version == tables.voucher.c.promise,
)
# Vouchers with their campaigns and with what these promised them.
PROMISES = tables.voucher.join(tables.campaign).join(tables.promise, KEEPS)
HOLDINGS = select(tables.voucher, tables.campaign, tables.promise, tables.merchant).select_from(
    PROMISES.join(tables.merchant, tables.merchant.c.id == tables.campaign.c.merchant_id)
)


def merchant(question: Question, merchant_id: str, who: Caller, *, lock: bool = False) -> Merchant:
    """Find a merchant."""
    found = rows.merchant(_one(question, "merchant", merchant_id, lock=lock))
    _refuse_foreign("merchant", merchant_id, found.id, who)
    return found


def stamp(question: Question, stamp_id: str, who: Caller, *, lock: bool = False) -> Stamp:
    """Find a stamp; locked, its status stays until the transaction ends."""
    found = rows.stamp(_one(question, "stamp", stamp_id, lock=lock))
    _refuse_foreign("stamp", stamp_id, found.merchant_id, who)
    return found


def stamp_read_as(
    question: Question,
    merchant_id: str,
    family: str,
    codes: Sequence[int],
    *,
    lock: bool = False,
) -> Stamp | None:
    """Find a merchant's stamp of a pattern, or of a pair; other merchants may have that as well.

    A two-ended stamp is found by both of its codes, in either order, and never by one of them.
    """
    named = {"merchant": merchant_id, "family": family}
    pattern = {**named, **dict(zip(("code", "second"), sorted(codes), strict=False))}
    two_ended = len(codes) == 2
    row = question.connection.execute(_by_pattern(lock, two_ended), pattern).one_or_none()
    return None if row is None else rows.stamp(row)


def campaign(question: Question, campaign_id: str, who: Caller, *, lock: bool = False) -> Campaign:
    """Find a campaign."""
    found = rows.campaign(_one(question, "campaign", campaign_id, lock=lock))
    _refuse_foreign("campaign", campaign_id, found.merchant_id, who)
    return found


def picture(question: Question, campaign_id: str, who: Caller) -> Picture | None:
    """Find the picture of a campaign; None where it has none."""
    found = campaign(question, campaign_id, who)
    if found.picture_type is None:
        return None
    query = select(tables.picture.c.data).where(tables.picture.c.campaign_id == found.id)
    return Picture(found.picture_type, question.connection.execute(query).scalar_one())


def holding(
    question: Question,
    voucher_id: str,
    who: Caller,
    device_id: str | None = None,
    *,
    lock: bool = False,
) -> Holding:
    """Find a voucher as it is now, swept or not; that of a device when one is given."""
    found = rows.holding(_one(question, "voucher", voucher_id, lock=lock)).at(question.now)
    if device_id is not None and found.voucher.device_id != device_id:
        raise NotFound("voucher", voucher_id)
    _refuse_foreign("voucher", voucher_id, found.merchant.id, who)
    return found


def holding_read_out(question: Question, text: str, who: Caller) -> Holding:
    """Find a voucher of a merchant's by its name, or by the short code that a customer reads out.

    Raises
    ------
    NotFound
        There is none, or the code belongs to more than one.
    """
    code = normal(text)
    if SHORT.fullmatch(code) is None:
        return holding(question, text, who)
    query = HOLDINGS.where(tables.voucher.c.short == code)
    if who.merchant_id is not None:
        query = query.where(tables.merchant.c.id == who.merchant_id)
    found = list(question.connection.execute(query.limit(2)))
    if len(found) != 1:
        raise NotFound("voucher", code if not found else f"{code} alone: expected its whole name")
    return rows.holding(found[0]).at(question.now)


def _one(question: Question, what: str, name: str, *, lock: bool = False) -> Row[Any]:
    # A name that is none need not reach the database, which may not even take its characters.
    row = None
    if PATTERN.fullmatch(name):
        row = question.connection.execute(_by_name(what, lock), {"name": name}).one_or_none()
    if row is None:
        raise NotFound(what, _shown(name))
    return row


# Built once: to build these and look them up takes 63 of the 88 us of running one.
@cache
def _by_name(what: str, lock: bool) -> Select[Any]:
    table = tables.metadata.tables[what]
    query = HOLDINGS if what == "voucher" else select(table)
    return _locked(query.where(table.c.id == bindparam("name")), what, lock)


@cache
def _by_pattern(lock: bool, two_ended: bool) -> Select[Any]:
    table = tables.stamp
    owned = table.c.merchant_id == bindparam("merchant")
    read_as = (table.c.family == bindparam("family"), table.c.code == bindparam("code"))
    second = table.c.second_code
    other = second == bindparam("second") if two_ended else second.is_(None)
    return _locked(select(table).where(owned, *read_as, other), "stamp", lock)


def _locked(query: Select[Any], what: str, lock: bool) -> Select[Any]:
    # Not the key: rows that refer to it may come and go meanwhile.
    table = tables.metadata.tables[what]
    return query.with_for_update(of=table, key_share=True) if lock else query


def _refuse_foreign(what: str, name: str, merchant_id: str, who: Caller) -> None:
    if who.merchant_id not in (None, merchant_id):
        raise NotFound(what, name)


def _shown(name: str) -> str:
    return name if PATTERN.fullmatch(name) else "of that name"
