"""A handover: the right to take a voucher to another device, once, soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class NewHandover:
    """A handover with its token, which is shown this once: in a link, and as a QR code."""

    voucher_id: str
    token: str
    expires_at: datetime
