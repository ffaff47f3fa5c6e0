"""What a receipt says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from issuance.model.voucher import State

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.model.voucher import Holding

# States that something is worth showing in.
RECEIPTED = (State.VERIFIED, State.REDEEMED)


@dataclass(frozen=True)
class Receipt:
    """The payload of a receipt; times are seconds since 1970.

    Attributes
    ----------
    iss : str
        The service that says so.
    sub : str
        The voucher.
    campaign, merchant : str
        Identifiers.
    title : str
        Of the campaign, for people.
    state : str
        ``verified`` or ``redeemed``.
    stamps : int
        Touches that the voucher collected.
    iat : int
        When it came to be in that state.
    exp : int
        When the voucher expires: as promised, or when its claim lapses.
    jti : str
        The presentation that made it so.
    """

    iss: str
    sub: str
    campaign: str
    merchant: str
    title: str
    state: str
    stamps: int
    iat: int
    exp: int
    jti: str

    @property
    def payload(self) -> dict[str, Any]:
        """The fields as they are signed."""
        return asdict(self)


def receipt_of(holding: Holding, issuer: str) -> Receipt | None:
    """Write the receipt of a voucher; None where it is neither verified nor redeemed."""
    voucher, campaign = holding.voucher, holding.campaign
    at = voucher.redeemed_at if voucher.state is State.REDEEMED else voucher.verified_at
    if voucher.state not in RECEIPTED or voucher.receipt_id is None or at is None:
        return None
    return Receipt(
        iss=issuer,
        sub=voucher.id,
        campaign=campaign.id,
        merchant=holding.merchant.id,
        title=campaign.title,
        state=voucher.state.value,
        stamps=voucher.collected,
        iat=_seconds(at),
        exp=_seconds(holding.ends_at),
        jti=voucher.receipt_id,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
