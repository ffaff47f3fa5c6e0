"""A merchant: who gives vouchers and owns stamps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "mer"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Merchant:
    """A shop, or a chain of shops."""

    id: str
    name: str
    created_at: datetime
