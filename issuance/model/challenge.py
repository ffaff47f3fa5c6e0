"""A challenge: the right to present a stamp to one voucher, once, now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "chl"


class Purpose(str, Enum):
    """What a touch is meant for."""

    VERIFY = "verify"
    REDEEM = "redeem"


@dataclass(frozen=True)
class Challenge:
    """A challenge; any presentation uses it up, an accepted one or not.

    Attributes
    ----------
    asked_by : str
        Who asked for it, and alone may present.
    vouched : bool
        They knew the merchant's till code.
    """

    id: str
    voucher_id: str
    purpose: Purpose
    created_at: datetime
    expires_at: datetime
    asked_by: str
    vouched: bool
