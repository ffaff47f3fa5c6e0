"""Redeem a voucher by a merchant's API key, and take a redemption back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from issuance.ledger import find
from issuance.ledger.reversals import count_reversal
from issuance.ledger.store import store
from issuance.ledger.touch import expect_state
from issuance.model.voucher import RECEIPT_PREFIX, Holding, State
from issuance.refusal import NotOpen, ReversalTooLate, WrongState

if TYPE_CHECKING:
    from issuance.ledger.change import Change


def redeem(change: Change, voucher_id: str) -> Holding:
    """Write a verified voucher off.

    Raises
    ------
    NotFound
    AlreadyRedeemed, WrongState, NotOpen
    """
    found = find.holding(change, voucher_id, change.who, lock=True)
    expect_state(found, State.VERIFIED)
    if change.now < found.campaign.valid_from:
        raise NotOpen("the campaign has not begun")
    redeemed = replace(
        found.voucher,
        state=State.REDEEMED,
        redeemed_at=change.now,
        receipt_id=change.new(RECEIPT_PREFIX),
        version=found.voucher.version + 1,
        lapses_at=None,
    )
    store(change, found.voucher, redeemed)
    change.note("voucher-redeemed", voucher_id, receipt=redeemed.receipt_id)
    return replace(found, voucher=redeemed)


def reverse(change: Change, voucher_id: str) -> Holding:
    """Take a redemption back; the voucher is verified again. The inverse of `redeem`, in time.

    Raises
    ------
    NotFound
    WrongState
        It is not redeemed.
    ReversalTooLate
        The campaign's time for reversals is over.
    """
    found = find.holding(change, voucher_id, change.who, lock=True)
    redeemed_at = found.voucher.redeemed_at
    if found.voucher.state is not State.REDEEMED or redeemed_at is None:
        raise WrongState(f"the voucher is {found.voucher.state.value}")
    if change.now >= redeemed_at + timedelta(seconds=found.campaign.reversal_s):
        raise ReversalTooLate(f"a redemption can be reversed for {found.campaign.reversal_s} s")
    verified = replace(
        found.voucher,
        state=State.VERIFIED,
        redeemed_at=None,
        receipt_id=change.new(RECEIPT_PREFIX),
        version=found.voucher.version + 1,
    )
    store(change, found.voucher, verified)
    change.note("redemption-reversed", voucher_id, receipt=verified.receipt_id)
    count_reversal(change, found)
    return replace(found, voucher=verified).at(change.now)
