"""A merchant: who gives vouchers and owns stamps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuance.model.timezone import UTC

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "mer"
LONGEST_NAME, LONGEST_AREA = 200, 100


@dataclass(frozen=True)
class Merchant:
    """A shop, or a chain of shops.

    Attributes
    ----------
    area : str
        Where it is: a city or a street, as the operator groups shops. New stamps differ from
        those of the same area. Empty: the area of all merchants that have none.
    time_zone : str
        In which its days begin and end, by the name of the IANA database.
    """

    id: str
    name: str
    created_at: datetime
    area: str = ""
    time_zone: str = UTC
