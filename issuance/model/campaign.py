"""A campaign: what a merchant's vouchers promise, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "cmp"
LONGEST_TITLE, LONGEST_TEXT = 200, 4000
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")
MOST_PICTURE_BYTES = 256 * 1024
MOST_STAMPS = 100
MOST_VOUCHERS = 1_000_000_000
LONGEST_REVERSAL_S = 30 * 86_400


class Mode(str, Enum):
    """What a touch of the stamp does.

    ::

        issue    unverified ──touch──► verified ──API key──► redeemed
        redeem                         verified ──touch────► redeemed
        both     unverified ──touch──► verified ──touch────► redeemed
    """

    ISSUE = "issue"
    REDEEM = "redeem"
    BOTH = "both"


@dataclass(frozen=True)
class Campaign:
    """A campaign as it stands.

    Attributes
    ----------
    valid_from, valid_until : datetime
        First moment of its vouchers, and the first moment after them.
    stock : int or None
        Vouchers there are in all; None: no limit.
    per_customer : int or None
        Vouchers that one customer may have; None: no limit.
    stamps_needed : int
        Touches that verify a voucher: 1, or those of a stamp card.
    reversal_s : int
        A redemption can be taken back for so long; 0: never.
    picture_type, picture_digest : str or None
        Media type and SHA-256 of the picture, where there is one.
    taken : int
        Vouchers given out that are neither revoked nor expired.
    """

    id: str
    merchant_id: str
    title: str
    text: str
    valid_from: datetime
    valid_until: datetime
    stock: int | None
    per_customer: int | None
    mode: Mode
    stamps_needed: int
    reversal_s: int
    picture_type: str | None
    picture_digest: str | None
    taken: int
    created_at: datetime

    def open_at(self, now: datetime) -> bool:
        """Whether this is one of its days."""
        return self.valid_from <= now < self.valid_until

    def available_at(self, now: datetime) -> bool:
        """Whether it is open and has vouchers left."""
        return self.open_at(now) and self.stock_left != 0

    @property
    def stock_left(self) -> int | None:
        """Vouchers that can still be claimed; None: no limit."""
        return None if self.stock is None else max(0, self.stock - self.taken)


@dataclass(frozen=True)
class Picture:
    """The picture of a campaign."""

    media_type: str
    digest: str
    data: bytes


@dataclass(frozen=True)
class Counts:
    """How many vouchers of a campaign are in which state."""

    unverified: int
    verified: int
    redeemed: int
    expired: int
    revoked: int
    stock_left: int | None

    @property
    def claimed(self) -> int:
        """All that were ever claimed."""
        return self.unverified + self.verified + self.redeemed + self.expired + self.revoked


@dataclass(frozen=True)
class Bucket:
    """Redemptions of an hour or a day that begins at `start`."""

    start: datetime
    count: int
