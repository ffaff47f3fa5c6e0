"""A question: one state of everything, looked at at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True)
class Question:
    """What every question works with.

    Attributes
    ----------
    connection : Connection
        Sees one state of the database from the first statement to the last.
    now : datetime
        The moment for which the answer holds.
    """

    connection: Connection
    now: datetime
