"""Whether a voucher waits for a touch of the stamp."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from issuance.model.campaign import Mode
from issuance.model.challenge import Purpose
from issuance.model.voucher import State
from issuance.refusal import AlreadyRedeemed, NotOpen, TooSoon, WrongState

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.model.voucher import Holding

SECOND = timedelta(seconds=1)
AWAITED = {Purpose.VERIFY: State.UNVERIFIED, Purpose.REDEEM: State.VERIFIED}


def expect_touch(change: Change, holding: Holding, purpose: Purpose) -> None:
    """Refuse a touch that nothing waits for. This depends on the voucher alone, on no stamp.

    Raises
    ------
    NotOpen
        Before the campaign's first day.
    AlreadyRedeemed, WrongState
        The voucher is not where `purpose` begins, or its campaign does not redeem by touch.
    TooSoon
        The stamp card was stamped a moment ago.
    """
    expect_state(holding, AWAITED[purpose])
    if change.now < holding.campaign.valid_from:
        raise NotOpen("the campaign has not begun")
    if purpose is Purpose.REDEEM and holding.campaign.mode is Mode.ISSUE:
        raise WrongState("vouchers of this campaign are not redeemed by a stamp")
    if purpose is Purpose.VERIFY and holding.voucher.stamped_at is not None:
        interval = timedelta(seconds=change.settings.card_interval_s)
        rest = holding.voucher.stamped_at + interval - change.now
        if rest > timedelta():
            raise TooSoon(-(-rest // SECOND))


def expect_state(holding: Holding, *states: State) -> None:
    """Refuse a voucher in another state."""
    state = holding.voucher.state
    if state in states:
        return
    if state is State.REDEEMED:
        raise AlreadyRedeemed("the voucher is redeemed already")
    raise WrongState(f"the voucher is {state.value}")
