"""A stamp: a pattern of dots that one merchant owns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "stp"
LONGEST_LABEL = 200


class StampStatus(str, Enum):
    """Whether a stamp counts. A revoked one never counts again; a lost one may be found."""

    ACTIVE = "active"
    LOST = "lost"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Stamp:
    """A stamp; `family` and `code` are what it reads as, no two stamps share both."""

    id: str
    merchant_id: str
    family: str
    code: int
    status: StampStatus
    label: str
    created_at: datetime
