"""A campaign: what a merchant's vouchers promise, and how many there are."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING

from issuance.model.words import one_line, some_lines
from issuance.refusal import Invalid

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "cmp"
LONGEST_TITLE, LONGEST_TEXT = 200, 4000
# How a file of each type begins.
PICTURE_TYPES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
MOST_PICTURE_BYTES = 256 * 1024
MOST_STAMPS = 100
MOST_VOUCHERS = 1_000_000_000
LONGEST_REVERSAL_S = 30 * 86_400
EARLIEST_YEAR, LATEST_YEAR = 2000, 9998
# A year of hours, twenty-four years of days.
MOST_BUCKETS = 24 * 366


# What a voucher keeps as it was when it was claimed.
PROMISED = ("title", "text", "valid_from", "valid_until", "reversal_s")


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


class Worth(str, Enum):
    """What a voucher is worth: a cup of coffee at most, or more."""

    COFFEE = "coffee"
    MORE = "more"


class Status(str, Enum):
    """Whether vouchers of a campaign can be claimed, or why they cannot."""

    OPEN = "open"
    EARLY = "early"
    ENDED = "ended"
    SOLD_OUT = "sold-out"


@dataclass(frozen=True)
class Terms:
    """What a merchant decides about a campaign; see `Campaign` for the fields.

    `two_ended` None: as its `worth` has it.

    Raises
    ------
    Invalid
        A field that cannot be.
    """

    title: str
    valid_from: datetime
    valid_until: datetime
    text: str = ""
    stock: int | None = None
    per_customer: int | None = None
    mode: Mode = Mode.BOTH
    stamps_needed: int = 1
    reversal_s: int = 900
    worth: Worth = Worth.COFFEE
    two_ended: bool | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        object.__setattr__(self, "title", one_line("title", self.title, LONGEST_TITLE))
        object.__setattr__(self, "text", some_lines("text", self.text, LONGEST_TEXT))
        if not EARLIEST_YEAR <= self.valid_from.year <= LATEST_YEAR:
            raise Invalid("valid_from", f"expected the years {EARLIEST_YEAR} to {LATEST_YEAR}")
        if not self.valid_from < self.valid_until or self.valid_until.year > LATEST_YEAR:
            raise Invalid("valid_until", f"expected later than valid_from, up to {LATEST_YEAR}")
        for field, most in (("stock", MOST_VOUCHERS), ("per_customer", MOST_VOUCHERS)):
            if getattr(self, field) is not None:
                _within(field, getattr(self, field), 1, most)
        _within("stamps_needed", self.stamps_needed, 1, MOST_STAMPS)
        _within("reversal_s", self.reversal_s, 0, LONGEST_REVERSAL_S)
        if self.mode is Mode.REDEEM and self.stamps_needed != 1:
            raise Invalid("stamps_needed", "expected 1, what is claimed is verified at once")
        if self.two_ended is None:
            object.__setattr__(self, "two_ended", self.worth is Worth.MORE)


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
        Vouchers given out that are neither revoked nor given up because their claim lapsed.
    version : int
        Counts the changes of what it promises (`PROMISED`).
    worth : Worth
        What one of its vouchers is worth.
    two_ended : bool
        Only two-ended stamps count. This is so, unless the merchant decides otherwise, where a
        voucher is worth more than a coffee.
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
    version: int = 1
    worth: Worth = Worth.COFFEE
    two_ended: bool = False

    @property
    def terms(self) -> Terms:
        """What the merchant decided."""
        return Terms(**{field.name: getattr(self, field.name) for field in fields(Terms)})

    def open_at(self, now: datetime) -> bool:
        """Whether this is one of its days."""
        return self.valid_from <= now < self.valid_until

    def status_at(self, now: datetime) -> Status:
        """Tell whether vouchers can be claimed; of what has ended, not whether any was left."""
        if now < self.valid_from:
            return Status.EARLY
        if now >= self.valid_until:
            return Status.ENDED
        return Status.SOLD_OUT if self.stock_left == 0 else Status.OPEN

    def available_at(self, now: datetime) -> bool:
        """Whether it is open and has vouchers left."""
        return self.status_at(now) is Status.OPEN

    @property
    def stock_left(self) -> int | None:
        """Vouchers that can still be claimed; None: no limit."""
        return None if self.stock is None else max(0, self.stock - self.taken)


@dataclass(frozen=True)
class Version:
    """What a campaign promised from a moment on, until its next version began."""

    version: int
    title: str
    text: str
    valid_from: datetime
    valid_until: datetime
    reversal_s: int
    at: datetime


@dataclass(frozen=True)
class Picture:
    """The picture of a campaign; `data` begins as its `media_type` must.

    Raises
    ------
    Invalid
        It is too large, or no picture of that type.
    """

    media_type: str
    data: bytes

    def __post_init__(self) -> None:
        """Check type, size and beginning."""
        if self.media_type not in PICTURE_TYPES:
            raise Invalid("media_type", f"expected one of {', '.join(PICTURE_TYPES)}")
        if len(self.data) > MOST_PICTURE_BYTES:
            raise Invalid("picture", f"expected at most {MOST_PICTURE_BYTES} bytes")
        if PICTURE_TYPES[self.media_type].match(self.data) is None:
            raise Invalid("picture", f"expected {self.media_type}, got something else")

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


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


def _within(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(field, f"expected {least} to {most}, got {value}")
