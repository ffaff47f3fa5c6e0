"""An API key: what a merchant's or an administrator's program shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "key"
LONGEST_LABEL = 200


class Role(str, Enum):
    """What a key may do: look, redeem and reverse vouchers, change stamps and campaigns.

    The codes of stamps, with which stamps can be made, are shown to ``MANAGE`` alone.

    ``KIOSK`` may show the merchant's vouchers and present stamps to them, whoever claimed them.

    ``ADMIN`` may do everything, for every merchant, and alone makes merchants and keys.
    """

    READ = "read"
    REDEEM = "redeem"
    MANAGE = "manage"
    KIOSK = "kiosk"
    ADMIN = "admin"


@dataclass(frozen=True)
class ApiKey:
    """A key; `merchant_id` is whom it is for, None for an administrator's."""

    id: str
    label: str
    merchant_id: str | None
    roles: frozenset[Role]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewApiKey:
    """A key with its secret, which is shown this once."""

    key: ApiKey
    secret: str
