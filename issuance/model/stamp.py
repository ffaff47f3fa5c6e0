"""A stamp: a pattern of dots that one merchant owns, or a pair of them."""

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


class End(str, Enum):
    """An end of a stamp: the plain one, which every stamp has, or the notched one."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Stamp:
    """A stamp; `family` and `code` are what it reads as, no two of a merchant share both.

    Attributes
    ----------
    code : int
        Of a two-ended stamp, the lower one of its two codes, which is that of its plain end.
    second_code : int or None
        The higher code of a two-ended stamp, that of its notched end; None: it has one end.
    """

    id: str
    merchant_id: str
    family: str
    code: int
    status: StampStatus
    label: str
    created_at: datetime
    second_code: int | None = None

    @property
    def is_two_ended(self) -> bool:
        """Whether it has a face at each end of its handle."""
        return self.second_code is not None

    @property
    def codes(self) -> tuple[int, ...]:
        """The code of each end."""
        return (self.code,) if self.second_code is None else (self.code, self.second_code)
