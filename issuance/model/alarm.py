"""An alarm: something that left its usual pattern, for a person to look into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "alm"


@dataclass(frozen=True)
class Alarm:
    """An alarm.

    Attributes
    ----------
    stamp_id : str or None
        The stamp that it is about; None: it is about something else.
    merchant_id : str or None
        Whose alarm it is; None: the service's, which only administrators see.
    kind : str
    details : str
        A JSON object.
    about : str
        Name of what it is about: a stamp, a voucher, a merchant, or ``service``.
    """

    id: str
    stamp_id: str | None
    merchant_id: str | None
    kind: str
    details: str
    at: datetime
    about: str
