"""Give a challenge, and spend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from issuance.database import tables
from issuance.ledger import counter as counters
from issuance.ledger import find, strangers, tally, tillcode
from issuance.ledger.touch import expect_touch
from issuance.model.challenge import PREFIX, Challenge, Purpose
from issuance.model.identifier import PATTERN
from issuance.model.limit import Of
from issuance.refusal import ChallengeSpent, CounterBehind, TillCodeNeeded, TillCodeWrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit

SPEND = (
    update(tables.challenge)
    .where(
        tables.challenge.c.id == bindparam("name"),
        tables.challenge.c.voucher_id == bindparam("voucher"),
        tables.challenge.c.asked_by == bindparam("asker"),
        tables.challenge.c.used_at.is_(None),
        tables.challenge.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(
        tables.challenge.c.purpose,
        tables.challenge.c.created_at,
        tables.challenge.c.expires_at,
        tables.challenge.c.vouched,
    )
)


def give(
    change: Change,
    voucher_id: str,
    device_id: str | None,
    purpose: Purpose,
    limits: Sequence[Limit] = (),
    budgets: Sequence[Limit] = (),
    code_limits: Sequence[Limit] = (),
    till_code: str | None = None,
    counter: int | None = None,
) -> Challenge | TillCodeWrong | CounterBehind:
    """Give the right to present a stamp to a voucher once, soon. No event: nothing has happened.

    Parameters
    ----------
    budgets : sequence of Limit
        Wrong patterns that strangers may show.
    code_limits : sequence of Limit
        Wrong till codes.
    till_code : str, optional
        What the customer read at the till.
    counter : int, optional
        The number that a kiosk gives; not looked at where a device asks.

    Returns
    -------
    Challenge, TillCodeWrong or CounterBehind
        A code that is needed and wrong is counted. A number that is not above the key's last one
        raises an alarm.

    Raises
    ------
    TillCodeNeeded
        A new customer, who cannot be told from those who guess patterns without it.
    NotFound, LockedOut
    Conflict
        The voucher does not wait for this touch; see `expect_touch`.
    """
    holding = find.holding(change, voucher_id, change.who, device_id)
    subjects = {
        Of.VOUCHER: voucher_id,
        Of.DEVICE: device_id,
        Of.MERCHANT: holding.merchant.id,
        **change.who.places,
    }
    tally.refuse_locked(change, [*limits, *code_limits], subjects)
    expect_touch(change, holding, purpose)
    if device_id is None:
        behind = counters.advance(change, holding.merchant.id, counter)
        if behind is not None:
            return behind
    vouched = False
    merchant_id, two_ended = holding.merchant.id, holding.campaign.two_ended
    if strangers.is_stranger(change, device_id, merchant_id, two_ended=two_ended):
        vouched = till_code is not None and tillcode.is_known(
            change, holding.merchant.id, till_code
        )
        if not vouched and not _is_let_in(change, budgets, device_id, holding.merchant.id):
            if till_code is None:
                raise TillCodeNeeded
            tally.count(change, code_limits, subjects, refused=True)
            return TillCodeWrong()
    expires_at = change.now + timedelta(seconds=change.settings.challenge_s)
    given = Challenge(
        id=change.new(PREFIX),
        voucher_id=voucher_id,
        purpose=purpose,
        created_at=change.now,
        expires_at=expires_at,
        asked_by=change.who.actor,
        vouched=vouched,
    )
    row = {**vars(given), "purpose": purpose.value, "vouched": int(vouched), "used_at": None}
    change.connection.execute(insert(tables.challenge), row)
    tally.count(change, limits, subjects, refused=False)
    return given


def _is_let_in(
    change: Change, budgets: Sequence[Limit], device_id: str | None, merchant_id: str
) -> bool:
    """Say whether strangers may still show patterns without the till code."""
    whose = strangers.subjects(change, device_id, merchant_id, vouched=False)
    return strangers.has_room(change, budgets, whose)


def spend(change: Change, challenge_id: str, voucher_id: str) -> Challenge:
    """Use a challenge up.

    Returns
    -------
    Challenge
        What it was given for, and when.

    Raises
    ------
    ChallengeSpent
        There is none of that name for this voucher that the caller asked for, or it is used or
        too old.
    """
    row = None
    if PATTERN.fullmatch(challenge_id):
        names = {
            "name": challenge_id,
            "voucher": voucher_id,
            "asker": change.who.actor,
            "now": change.now,
        }
        row = change.connection.execute(SPEND, names).first()
    if row is None:
        raise ChallengeSpent("the challenge is used, too old, or not for this voucher")
    return Challenge(
        id=challenge_id,
        voucher_id=voucher_id,
        purpose=Purpose(row.purpose),
        created_at=row.created_at,
        expires_at=row.expires_at,
        asked_by=change.who.actor,
        vouched=bool(row.vouched),
    )
