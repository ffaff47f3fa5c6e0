"""Present a stamp to a voucher.

::

    voucher, device locked ─ locked out? ─ challenge spent ─ does the voucher wait? ─ may a
    stranger still show a pattern? ─ stamp locked
        │ ─ objection? none of the merchant's? lost? replayed? ──► NotAccepted, which is kept
        └ state changed, samples kept, event written ────────────► Presented

Everything that is wrong with the stamp ends in one and the same refusal; the audit trail has why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from issuance.database import tables
from issuance.ledger import challenge, find, presses, strangers, tally, usage
from issuance.ledger.store import store
from issuance.ledger.touch import expect_touch
from issuance.model.challenge import Purpose
from issuance.model.limit import Of
from issuance.model.presentation import PREFIX, Presented
from issuance.model.stamp import StampStatus
from issuance.model.voucher import State, Voucher
from issuance.refusal import NotAccepted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from issuance.ledger.change import Change
    from issuance.model.challenge import Challenge
    from issuance.model.limit import Limit
    from issuance.model.presentation import Seen
    from issuance.model.stamp import Stamp
    from issuance.model.voucher import Holding

TURN = (
    select(tables.device.c.id)
    .where(tables.device.c.id == bindparam("device"))
    .with_for_update(key_share=True)
)


def present(
    change: Change,
    voucher_id: str,
    device_id: str | None,
    challenge_id: str,
    seen: Seen,
    limits: Sequence[Limit] = (),
    budgets: Sequence[Limit] = (),
) -> Presented | NotAccepted:
    """Stamp, verify or redeem a voucher, if the stamp is one of its merchant's.

    By the device that has it; or, without a device, by a kiosk of the merchant's. `budgets` are
    the wrong patterns that strangers may show. What was not read is no pattern, and costs
    the voucher and the device alone.

    Returns
    -------
    Presented or NotAccepted
        Both are kept: a stamp that does not count has spent the challenge and is counted.

    Raises
    ------
    NotAccepted
        By `Ledger.change`, once it is kept.
    TillCodeNeeded
        A stranger without the till code, while others guess patterns; the challenge is not spent.
    NotFound, LockedOut, ChallengeSpent
    Conflict
        The voucher does not wait for this touch; the challenge is not spent.
    """
    holding = find.holding(change, voucher_id, change.who, device_id, lock=True)
    subjects = {
        Of.VOUCHER: voucher_id,
        Of.DEVICE: device_id,
        Of.KEY: change.who.actor if device_id is None else None,
        Of.MERCHANT: holding.merchant.id,
        **change.who.places,
    }
    _take_turns(change, holding.voucher.device_id)
    tally.refuse_locked(change, limits, subjects)
    spent = challenge.spend(change, challenge_id, voucher_id)
    purpose = spent.purpose
    expect_touch(change, holding, purpose)
    merchant_id, whose = holding.merchant.id, None
    two_ended = seen.is_two_ended
    if seen.family is not None and strangers.is_stranger(
        change, device_id, merchant_id, two_ended=two_ended
    ):
        whose = strangers.subjects(change, device_id, merchant_id, vouched=spent.vouched)
        strangers.expect_room(change, budgets, whose)
    stamp = _stamp(change, merchant_id, seen)
    reason = _reason(change, holding, seen, stamp, spent)
    told: dict[str, Any] = {
        "challenge": challenge_id,
        "purpose": purpose.value,
        "gesture": seen.gesture,
    }
    if two_ended:
        told["ends"] = len(seen.presses)
    if change.who.address is not None:
        told["address"] = change.who.address
    if stamp is not None:
        told["stamp"] = stamp.id
        usage.count_use(change, stamp.id, accepted=not reason)
        subjects[Of.STAMP] = stamp.id
    if stamp is None or reason:
        change.note("presentation-refused", voucher_id, reason=reason, **told)
        tally.count(change, limits, subjects, refused=True, wrong=seen.family is not None)
        if whose is not None and seen.family is not None:
            strangers.spend(change, budgets, whose, merchant_id, seen.family, two_ended=two_ended)
        return NotAccepted()
    presented = _accept(change, holding, purpose, seen, stamp, challenge_id, told)
    tally.count(change, limits, subjects, refused=False)
    return presented


def _take_turns(change: Change, device_id: str) -> None:
    """Let a device present one thing at a time.

    Its voucher is locked already; with many vouchers at once it could otherwise fail as often as
    it has vouchers before the first failure is counted.
    """
    change.connection.execute(TURN, {"device": device_id})


def _stamp(change: Change, merchant_id: str, seen: Seen) -> Stamp | None:
    """Find the merchant's stamp of what was read, and lock it while it is looked at."""
    codes = [press.code for press in seen.presses if press.code is not None]
    if seen.family is None or not codes:
        return None
    return find.stamp_read_as(change, merchant_id, seen.family, codes, lock=True)


def _reason(
    change: Change, holding: Holding, seen: Seen, stamp: Stamp | None, spent: Challenge
) -> str:
    """Say why a presentation does not count; empty when it does."""
    if seen.family is None:
        return "unreadable"
    if stamp is None:
        return "unknown"
    if stamp.status is not StampStatus.ACTIVE:
        return str(stamp.status.value)
    if holding.campaign.two_ended and not stamp.is_two_ended:
        return "one-ended"
    return seen.objection or _contradiction(change, seen, spent)


def _contradiction(change: Change, seen: Seen, spent: Challenge) -> str:
    """Say what the ledger knows better; empty where it knows nothing."""
    # A stamp cannot have rested for the sake of a challenge that was not there yet.
    if seen.rested > change.now - spent.created_at:
        return "rest"
    if any(press.replays(presses.earlier(change, press)) for press in seen.presses):
        return "replay"
    return ""


def _accept(
    change: Change,
    holding: Holding,
    purpose: Purpose,
    seen: Seen,
    stamp: Stamp,
    challenge_id: str,
    told: dict[str, Any],
) -> Presented:
    presentation_id = change.new(PREFIX)
    stamped = _stamped(holding.voucher, purpose, presentation_id, change.now)
    store(change, holding.voucher, stamped)
    first, *others = sorted(seen.presses, key=lambda press: press.code != stamp.code)
    row = {
        "id": presentation_id,
        "challenge_id": challenge_id,
        "voucher_id": stamped.id,
        "device_id": stamped.device_id,
        "stamp_id": stamp.id,
        "purpose": purpose.value,
        "gesture": seen.gesture,
        "at": change.now,
        "address": change.who.address,
        "series": first.series,
        "series_key": first.series_key,
        "pattern": first.pattern,
    }
    change.connection.execute(insert(tables.presentation), row)
    for press in others:
        presses.keep_second(change, presentation_id, stamp, press)
    kind = "stamped" if stamped.state is State.UNVERIFIED else stamped.state.value
    change.note(f"voucher-{kind}", stamped.id, presentation=presentation_id, **told)
    held = replace(holding, voucher=stamped)
    return Presented(presentation_id, purpose, change.now, stamp.id, held)


def _stamped(voucher: Voucher, purpose: Purpose, receipt_id: str, now: datetime) -> Voucher:
    touched = replace(voucher, stamped_at=now, lapses_at=None, version=voucher.version + 1)
    if purpose is Purpose.REDEEM:
        return replace(touched, state=State.REDEEMED, redeemed_at=now, receipt_id=receipt_id)
    touched = replace(touched, collected=voucher.collected + 1)
    if touched.collected < voucher.needed:
        return touched
    return replace(touched, state=State.VERIFIED, verified_at=now, receipt_id=receipt_id)
