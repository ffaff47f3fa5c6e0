"""Give a challenge, and spend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from issuance.database import tables
from issuance.ledger import find, tally
from issuance.ledger.touch import expect_touch
from issuance.model.challenge import PREFIX, Challenge, Purpose
from issuance.model.identifier import PATTERN
from issuance.model.limit import Of
from issuance.refusal import ChallengeSpent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.ledger.change import Change
    from issuance.model.limit import Limit

SPEND = (
    update(tables.challenge)
    .where(
        tables.challenge.c.id == bindparam("name"),
        tables.challenge.c.voucher_id == bindparam("voucher"),
        tables.challenge.c.used_at.is_(None),
        tables.challenge.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(
        tables.challenge.c.purpose, tables.challenge.c.created_at, tables.challenge.c.expires_at
    )
)


def give(
    change: Change,
    voucher_id: str,
    device_id: str | None,
    purpose: Purpose,
    limits: Sequence[Limit] = (),
) -> Challenge:
    """Give the right to present a stamp to a voucher once, soon. No event: nothing has happened.

    Raises
    ------
    NotFound, LockedOut
    Conflict
        The voucher does not wait for this touch; see `expect_touch`.
    """
    holding = find.holding(change, voucher_id, change.who, device_id)
    subjects = {
        Of.VOUCHER: voucher_id,
        Of.DEVICE: device_id,
        Of.ADDRESS: change.who.address,
        Of.MERCHANT: holding.merchant.id,
    }
    tally.refuse_locked(change, limits, subjects)
    expect_touch(change, holding, purpose)
    expires_at = change.now + timedelta(seconds=change.settings.challenge_s)
    given = Challenge(change.new(PREFIX), voucher_id, purpose, change.now, expires_at)
    change.connection.execute(
        insert(tables.challenge), {**vars(given), "purpose": purpose.value, "used_at": None}
    )
    tally.count(change, limits, subjects, refused=False)
    return given


def spend(change: Change, challenge_id: str, voucher_id: str) -> Challenge:
    """Use a challenge up.

    Returns
    -------
    Challenge
        What it was given for, and when.

    Raises
    ------
    ChallengeSpent
        There is none of that name for this voucher, or it is used or too old.
    """
    row = None
    if PATTERN.fullmatch(challenge_id):
        names = {"name": challenge_id, "voucher": voucher_id, "now": change.now}
        row = change.connection.execute(SPEND, names).first()
    if row is None:
        raise ChallengeSpent("the challenge is used, too old, or not for this voucher")
    return Challenge(challenge_id, voucher_id, Purpose(row.purpose), row.created_at, row.expires_at)
