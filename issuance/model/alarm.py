"""An alarm: a stamp whose use left its usual pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "alm"


@dataclass(frozen=True)
class Alarm:
    """An alarm; `details` is a JSON object in text."""

    id: str
    stamp_id: str
    merchant_id: str
    kind: str
    details: str
    at: datetime
