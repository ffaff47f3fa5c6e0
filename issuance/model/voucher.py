"""A voucher: one promise to one customer, and what has become of it.

::

                claim                 claim (mode redeem)
                  │                     │
                  ▼    N touches        ▼      touch or API key
              unverified ─────────► verified ──────────────────► redeemed
                  │                  │  ▲                           │
                  │                  │  └────── reversal in time ───┘
                  ├──────────────────┤
                  ▼                  ▼
               revoked           expired (when the campaign ends; never stamped and
                                          never redeemed, when the claim lapses)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from issuance.model.identifier import DIGITS

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.model.campaign import Campaign
    from issuance.model.merchant import Merchant

PREFIX = "vch"
RECEIPT_PREFIX = "rcp"
# The last digits of a voucher's name, 40 bits of chance: what people read to each other.
SHORT = re.compile(rf"[{DIGITS}]{{8}}")
SHORT_DIGITS = 8


def short_of(voucher_id: str) -> str:
    """Return the short code of a voucher, as it is kept: `tillcode.normal` reads it as typed."""
    return voucher_id[-SHORT_DIGITS:]


class State(str, Enum):
    """Where a voucher stands."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"


# States that show as expired when the campaign has ended, and that can be revoked.
LIVE = (State.UNVERIFIED, State.VERIFIED)
# States that take from the stock and count against a customer's limit.
TAKEN = (*LIVE, State.REDEEMED)


@dataclass(frozen=True)
class Voucher:
    """A voucher as it stands.

    Attributes
    ----------
    collected, needed : int
        Touches of the stamp so far, and those that verify it.
    stamped_at : datetime or None
        The last touch that counted.
    ended_at : datetime or None
        When it was revoked or expired.
    receipt_id : str or None
        Names the receipt of what the voucher is now, where it is verified or redeemed: the
        presentation that made it so, or ``rcp_…`` where none did.
    version : int
        Counts its changes.
    lapses_at : datetime or None
        When it expires unless it is stamped or redeemed before; None: it was.
    promise : int
        The version of its campaign that it was claimed under.
    claimed_from : str
        Name of the merchant as it was then.
    """

    id: str
    campaign_id: str
    device_id: str
    state: State
    collected: int
    needed: int
    claimed_at: datetime
    stamped_at: datetime | None
    verified_at: datetime | None
    redeemed_at: datetime | None
    ended_at: datetime | None
    receipt_id: str | None
    version: int
    lapses_at: datetime | None
    promise: int
    claimed_from: str


@dataclass(frozen=True)
class Holding:
    """A voucher together with what it belongs to, as a customer's page shows it.

    Attributes
    ----------
    voucher : Voucher
    campaign : Campaign
        With title, text and reversal time as they were when the voucher was claimed, and with the
        days of then and of now, whichever is longer.
    merchant : Merchant
        With its name as it was when the voucher was claimed.
    """

    voucher: Voucher
    campaign: Campaign
    merchant: Merchant

    @property
    def ends_at(self) -> datetime:
        """When the voucher expires, if nothing happens before."""
        return min(self.campaign.valid_until, self.voucher.lapses_at or self.campaign.valid_until)

    def at(self, now: datetime) -> Holding:
        """Show the voucher at a moment: expired if its campaign has ended, or its claim lapsed."""
        ended = self.ends_at
        if self.voucher.state not in LIVE or now < ended:
            return self
        expired = replace(self.voucher, state=State.EXPIRED, ended_at=ended, receipt_id=None)
        return replace(self, voucher=expired)
