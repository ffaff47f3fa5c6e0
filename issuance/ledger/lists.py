"""Lists, a page at a time: what was made after the thing of an identifier, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Select, and_, not_, or_, select

from issuance.database import tables
from issuance.ledger import find, rows
from issuance.ledger.expire import live, over
from issuance.model.identifier import PATTERN
from issuance.model.page import MOST_ITEMS, Page
from issuance.model.voucher import LIVE, State
from issuance.refusal import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Row, Table

    from issuance.ledger.question import Question
    from issuance.model.alarm import Alarm
    from issuance.model.apikey import ApiKey
    from issuance.model.caller import Caller
    from issuance.model.campaign import Campaign, Version
    from issuance.model.event import Event
    from issuance.model.merchant import Merchant
    from issuance.model.stamp import Stamp
    from issuance.model.voucher import Holding

T = TypeVar("T")

MOST_EVENTS = 2**63 - 1
MOST_VERSIONS = 2**31 - 1


def merchants(
    question: Question, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
) -> Page[Merchant]:
    """List the merchants that a caller may see."""
    query = _seen_by(who, tables.merchant, tables.merchant.c.id)
    return _page(question, query, tables.merchant.c.id, after, limit, rows.merchant)


def stamps(
    question: Question,
    merchant_id: str,
    who: Caller,
    after: str | None = None,
    limit: int = MOST_ITEMS,
) -> Page[Stamp]:
    """List the stamps of a merchant."""
    owner = find.merchant(question, merchant_id, who)
    query = select(tables.stamp).where(tables.stamp.c.merchant_id == owner.id)
    return _page(question, query, tables.stamp.c.id, after, limit, rows.stamp)


def campaigns(
    question: Question,
    merchant_id: str,
    who: Caller,
    after: str | None = None,
    limit: int = MOST_ITEMS,
) -> Page[Campaign]:
    """List the campaigns of a merchant."""
    owner = find.merchant(question, merchant_id, who)
    query = select(tables.campaign).where(tables.campaign.c.merchant_id == owner.id)
    return _page(question, query, tables.campaign.c.id, after, limit, rows.campaign)


def versions(
    question: Question,
    campaign_id: str,
    who: Caller,
    after: int = 0,
    limit: int = MOST_ITEMS,
) -> Page[Version]:
    """List the versions of a campaign, the first one first.

    Raises
    ------
    NotFound
    Invalid
        `after` is no number of a version.
    """
    if not 0 <= after <= MOST_VERSIONS:
        raise Invalid("after", "expected the number of a version")
    campaign, promise = find.campaign(question, campaign_id, who), tables.promise
    query = (
        select(promise)
        .where(promise.c.campaign_id == campaign.id, promise.c.version > after)
        .order_by(promise.c.version)
        .limit(_limited(limit) + 1)
    )
    found = [rows.version(row) for row in question.connection.execute(query)]
    return Page(found[:limit], str(found[limit - 1].version) if len(found) > limit else None)


def holdings_of_device(
    question: Question, device_id: str, after: str | None = None, limit: int = MOST_ITEMS
) -> Page[Holding]:
    """List the vouchers of a device as they are now, swept or not."""
    query = find.HOLDINGS.where(tables.voucher.c.device_id == device_id)
    return _page(question, query, tables.voucher.c.id, after, limit, _as_of(question.now))


def holdings_of_campaign(
    question: Question,
    campaign_id: str,
    who: Caller,
    state: State | None = None,
    after: str | None = None,
    limit: int = MOST_ITEMS,
) -> Page[Holding]:
    """List the vouchers of a campaign, all or those in a state now, swept or not."""
    campaign = find.campaign(question, campaign_id, who)
    query = find.HOLDINGS.where(tables.voucher.c.campaign_id == campaign.id)
    if state is not None:
        query = query.where(_is(state, question.now))
    return _page(question, query, tables.voucher.c.id, after, limit, _as_of(question.now))


def api_keys(
    question: Question, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
) -> Page[ApiKey]:
    """List the API keys that a caller may see."""
    query = _seen_by(who, tables.api_key, tables.api_key.c.merchant_id)
    return _page(question, query, tables.api_key.c.id, after, limit, rows.api_key)


def alarms(
    question: Question, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
) -> Page[Alarm]:
    """List the alarms that a caller may see."""
    query = _seen_by(who, tables.alarm, tables.alarm.c.merchant_id)
    return _page(question, query, tables.alarm.c.id, after, limit, rows.alarm)


def events(
    question: Question,
    after: int = 0,
    limit: int = MOST_ITEMS,
    subject: str | None = None,
    *,
    newest_first: bool = False,
) -> Page[Event]:
    """List events of the audit trail, all or those about one thing.

    With the newest first, those after an event are the earlier ones; after 0, all of them.

    Raises
    ------
    Invalid
        `after` is no number of an event.
    """
    if not 0 <= after <= MOST_EVENTS:
        raise Invalid("after", "expected the number of an event")
    event = tables.event
    if newest_first:
        query = select(event).order_by(event.c.seq.desc())
        query = query.where(event.c.seq < after) if after else query
    else:
        query = select(event).order_by(event.c.seq).where(event.c.seq > after)
    if subject is not None:
        if not PATTERN.fullmatch(subject):
            return Page([], None)
        query = query.where(event.c.subject == subject)
    found = [
        rows.event(row) for row in question.connection.execute(query.limit(_limited(limit) + 1))
    ]
    return Page(found[:limit], str(found[limit - 1].seq) if len(found) > limit else None)


def _is(state: State, now: datetime) -> ColumnElement[bool]:
    """Select the vouchers, joined with their campaigns, in a state, as `Holding.at` shows them."""
    stored = tables.voucher.c.state == state.value
    if state in LIVE:
        return and_(stored, not_(over(now)))
    return or_(stored, and_(live(), over(now))) if state is State.EXPIRED else stored


def _as_of(now: datetime) -> Callable[[Row[Any]], Holding]:
    """Read vouchers as they are at a moment."""
    return lambda row: rows.holding(row).at(now)


def _seen_by(who: Caller, table: Table, owner: Column[Any]) -> Select[Any]:
    """Select what a caller may see: all of it, or what is a merchant's own."""
    query = select(table)
    return query if who.merchant_id is None else query.where(owner == who.merchant_id)


def _page(
    question: Question,
    query: Select[Any],
    key: Column[Any],
    after: str | None,
    limit: int,
    read: Callable[[Row[Any]], T],
) -> Page[T]:
    """Read one item more than a page holds: that tells whether there is a next page."""
    if after is not None:
        if not PATTERN.fullmatch(after):
            raise Invalid("after", "expected the identifier that the page before ended with")
        query = query.where(key > after)
    found = question.connection.execute(query.order_by(key).limit(_limited(limit) + 1)).all()
    after_last = found[limit - 1]._mapping[key] if len(found) > limit else None
    return Page([read(row) for row in found[:limit]], after_last)


def _limited(limit: int) -> int:
    if not 1 <= limit <= MOST_ITEMS:
        raise Invalid("limit", f"expected 1 to {MOST_ITEMS}, got {limit}")
    return limit
