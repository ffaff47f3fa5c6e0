"""The shapes of a voucher and what is done with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from issuance.model.challenge import Challenge, Purpose
from issuance.model.voucher import LIVE, Holding, State
from issuance.server.schemas.base import ChallengeId, In, Out, TimeOut, VoucherId, Whole, Words
from issuance.server.schemas.campaign import CampaignShown, campaign_shown

RECEIPT = "eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.eyJpc3MiOiIuLi4ifQ.c2ln"


class ClaimIn(In):
    """What is claimed."""

    campaign_id: Words = Field(examples=["cmp_01kayz9v8q7hq3x2m5c8w1r4t6"])


class StampsOut(Out):
    """A stamp card."""

    collected: int
    needed: int


class VoucherOut(Out):
    """A voucher."""

    id: VoucherId
    campaign: CampaignShown
    state: State
    stamps: StampsOut
    claimed_at: TimeOut
    verified_at: TimeOut | None
    redeemed_at: TimeOut | None
    expires_at: TimeOut
    lapses_at: TimeOut | None = Field(
        description="A voucher that no stamp has touched expires then already; null: it was."
    )
    reversible_until: TimeOut | None = Field(
        description="A redemption can be taken back until then; null: not, or nothing to take back."
    )
    receipt: str | None = Field(
        description="Signed, where the voucher is verified or redeemed.", examples=[RECEIPT]
    )
    version: int = Field(description="Counts the voucher's changes.")


class ReceiptOut(Out):
    """A receipt."""

    receipt: str = Field(description="JWS, compact, EdDSA.", examples=[RECEIPT])


class ChallengeIn(In):
    """What a touch will be meant for."""

    purpose: Purpose
    till_code: Words | None = Field(
        None,
        description="The code at the merchant's till, where a new customer needs it; upper and "
        "lower case, hyphens and spaces are all the same.",
        examples=["K7QM-3XRD"],
    )
    counter: Annotated[Whole, Field(ge=1)] | None = Field(
        None,
        description="Of a kiosk's key: a number above all that this key has given before. Once a "
        "key has counted it must count, so that a copy of it is noticed (`counter-behind`).",
        examples=[41],
    )


class ChallengeOut(Out):
    """The right to present a stamp, once."""

    id: ChallengeId
    purpose: Purpose
    expires_at: TimeOut


def voucher_out(holding: Holding, now: datetime, receipt: str | None) -> VoucherOut:
    """Shape a voucher, as its campaign is now, with its signed receipt."""
    voucher, campaign = holding.voucher, holding.campaign
    return VoucherOut(
        id=voucher.id,
        campaign=campaign_shown(campaign, holding.merchant, now),
        state=voucher.state,
        stamps=StampsOut(collected=voucher.collected, needed=voucher.needed),
        claimed_at=voucher.claimed_at,
        verified_at=voucher.verified_at,
        redeemed_at=voucher.redeemed_at,
        expires_at=campaign.valid_until,
        lapses_at=voucher.lapses_at if voucher.state in LIVE else None,
        reversible_until=_reversible_until(holding),
        receipt=receipt,
        version=voucher.version,
    )


def _reversible_until(holding: Holding) -> datetime | None:
    redeemed_at, reversal_s = holding.voucher.redeemed_at, holding.campaign.reversal_s
    if holding.voucher.state is not State.REDEEMED or redeemed_at is None or not reversal_s:
        return None
    return redeemed_at + timedelta(seconds=reversal_s)


def challenge_out(challenge: Challenge) -> ChallengeOut:
    """Shape a challenge."""
    return ChallengeOut(id=challenge.id, purpose=challenge.purpose, expires_at=challenge.expires_at)
