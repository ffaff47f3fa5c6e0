"""What people enter into the title block of a drawing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

LONGEST = 40


@dataclass(frozen=True)
class Release:
    """Who owns, dates, approves and revises a drawing; what is left empty is filled in by hand.

    Attributes
    ----------
    owner, approved, revision : str
        One line of up to 40 characters.
    date : str
        Day of issue, ``2026-12-01``. Never that of today by itself: the same order gives the same
        bytes.
    """

    owner: str = ""
    date: str = ""
    approved: str = ""
    revision: str = ""

    def __post_init__(self) -> None:
        """Check every field.

        Raises
        ------
        ValueError
            A field is too long or no single line, or the date is none.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if len(value) > LONGEST or not value.isprintable():
                raise ValueError(
                    f"{field.name}: expected up to {LONGEST} printable characters, got {value!r}"
                )
        if self.date:
            try:
                day = date.fromisoformat(self.date)
            except ValueError:
                day = None
            if day is None or day.isoformat() != self.date:
                raise ValueError(f"date: expected YYYY-MM-DD, got {self.date!r}")
