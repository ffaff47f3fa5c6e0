"""New customers: how many wrong patterns they may show, and who still may when these are shown.

::

    customer of this merchant's stamps ─────────────────────────────────► compared
    stranger ─┬─ a budget is left: merchant, service, device, networks ─► compared ─ wrong? spent
              ├─ has the till code: the budget of that code ────────────► compared ─ wrong? spent
              └─ neither ──► TillCodeNeeded: nothing is compared

A stranger is a device that no active stamp of the merchant has stamped. To be none, one needs a
pattern of that merchant; so whoever looks for it is a stranger, however many devices they have.
Where both ends of a stamp are shown only two-ended stamps count for that: a pattern of one end is
found sooner, and must not open the way to guess pairs.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from issuance.database import tables
from issuance.ledger import alarms, tally, tillcode
from issuance.model.limit import Of
from issuance.model.secret import hidden
from issuance.model.stamp import StampStatus
from issuance.refusal import LockedOut, TillCodeNeeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit

ALARM = "guesses"
# So many wrong patterns of strangers in a window raise an alarm: a shop sees one in a month.
HANDFUL = 5
ALARM_EVERYWHERE = "guesses-everywhere"
# So much of a budget of the service's raises an alarm of its own: 100 an hour or 667 a day. 10,000
# shops without an attack show 400 a day, a third of 100 in each of twelve hours.
SERVICE_SHARE = 2 / 3
SERVICE = "service"
# Of a merchant's code, as much as tells it from the next.
CODE_DIGITS = 16
STAMPED_HERE = (
    select(tables.presentation.c.id)
    .select_from(tables.voucher.join(tables.presentation).join(tables.stamp))
    .where(
        tables.voucher.c.device_id == bindparam("device"),
        tables.stamp.c.merchant_id == bindparam("merchant"),
        tables.stamp.c.status == StampStatus.ACTIVE.value,
    )
    .limit(1)
)
STAMPED_AT_BOTH_ENDS = STAMPED_HERE.where(tables.stamp.c.second_code.is_not(None))
ACTIVE_STAMPS = select(tables.stamp.c.id, tables.stamp.c.second_code).where(
    tables.stamp.c.merchant_id == bindparam("merchant"),
    tables.stamp.c.family == bindparam("family"),
    tables.stamp.c.status == StampStatus.ACTIVE.value,
)


def is_stranger(
    change: Change, device_id: str | None, merchant_id: str, *, two_ended: bool
) -> bool:
    """Say whether a device was never stamped by a stamp of a merchant that still counts.

    Kiosks, which present without a device, are no strangers: their keys have limits of their own.

    Parameters
    ----------
    two_ended : bool
        Stamps with one end do not count.
    """
    if device_id is None:
        return False
    named = {"device": device_id, "merchant": merchant_id}
    query = STAMPED_AT_BOTH_ENDS if two_ended else STAMPED_HERE
    return change.connection.execute(query, named).first() is None


def subjects(
    change: Change, device_id: str | None, merchant_id: str, *, vouched: bool
) -> dict[Of, str | None]:
    """Name whose budgets a stranger's wrong pattern is taken from."""
    if vouched:
        code = hidden(tillcode.code_now(change, merchant_id))[:CODE_DIGITS]
        return {Of.TILL: f"{merchant_id}:{code}"}
    return {
        Of.DEVICE: device_id,
        Of.MERCHANT: merchant_id,
        Of.SERVICE: SERVICE,
        **change.who.places,
    }


def has_room(change: Change, budgets: Sequence[Limit], who: dict[Of, str | None]) -> bool:
    """Say whether every budget has something left, as things stand."""
    return _room_again_s(change, budgets, who) == 0


def expect_room(change: Change, budgets: Sequence[Limit], who: dict[Of, str | None]) -> None:
    """Refuse a stranger for whom nothing is left; until the transaction ends the others wait.

    Raises
    ------
    TillCodeNeeded
    LockedOut
        What those who know the till code may show is used up, too.
    """
    for limit, subject in tally.pairs(budgets, who):
        # All of a merchant's strangers wait for one another here, so that no two of them take
        # what is left; those of all merchants do not.
        if limit.of in (Of.MERCHANT, Of.TILL):
            tally.add(change, limit, subject, 0)
    rest_s = _room_again_s(change, budgets, who)
    if rest_s and Of.TILL in who:
        raise LockedOut(rest_s)
    if rest_s:
        raise TillCodeNeeded


def spend(
    change: Change,
    budgets: Sequence[Limit],
    who: dict[Of, str | None],
    merchant_id: str,
    family: str,
    *,
    two_ended: bool,
) -> None:
    """Take a wrong pattern from the budgets, and raise an alarm where it is one too many.

    Where a merchant has several stamps of the family with as many ends a guess is worth as many.
    A pair of which one end is wrong costs what a pair of wrong ends does.
    """
    named = {"merchant": merchant_id, "family": family}
    stamps = dict(map(tuple, change.connection.execute(ACTIVE_STAMPS, named)))
    guessed = sum((second is not None) == two_ended for second in stamps.values())
    for limit, subject in tally.pairs(budgets, who):
        guesses = max(1, guessed) if limit.of in (Of.MERCHANT, Of.TILL) else 1
        shown = tally.add(change, limit, subject, guesses)
        if shown - guesses < limit.most <= shown:
            change.note("strangers-limited", limit.name, of=limit.of.value, who=subject)
        details = {"wrong": shown, "hours": limit.window_s // 3600, "budget": limit.most}
        if limit.of is Of.MERCHANT and shown - guesses < HANDFUL <= shown:
            for stamp_id in stamps:
                alarms.raise_about_stamp(change, stamp_id, ALARM, details)
        if limit.of is Of.SERVICE and shown == math.ceil(SERVICE_SHARE * limit.most):
            alarms.raise_about_service(change, ALARM_EVERYWHERE, details)


def _room_again_s(change: Change, budgets: Sequence[Limit], who: dict[Of, str | None]) -> int:
    """Return the seconds until every budget has something left; 0 where each has."""
    ends = [
        tally.window(limit, change.now) + timedelta(seconds=limit.window_s)
        for limit, shown in tally.counted(change, budgets, who)
        if shown >= limit.most
    ]
    return tally.seconds(max(ends) - change.now) if ends else 0
