"""A till code: eight digits that whoever stands at a merchant's till can read.

It is asked of new customers while somebody guesses patterns. 40 bits of chance: a thousand tries
a second find one in a day with a chance of one in ten thousand.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuance.model.identifier import DIGITS

if TYPE_CHECKING:
    from datetime import datetime

LENGTH, GROUP = 8, 4
# People write these for one another; the digits have no letters i, l, o (Crockford's base 32).
ALIKE = str.maketrans("ilo", "110", " -")


@dataclass(frozen=True)
class TillCode:
    """The code of a merchant, as it is kept: lower case, without a hyphen."""

    merchant_id: str
    code: str
    created_at: datetime

    @property
    def shown(self) -> str:
        """The code as people read it: ``K7QM-3XRD``."""
        return f"{self.code[:GROUP]}-{self.code[GROUP:]}".upper()


def new_code() -> str:
    """Draw a code."""
    return "".join(secrets.choice(DIGITS) for _ in range(LENGTH))


def normal(text: str) -> str:
    """Return a code as it is kept, however somebody typed it."""
    return text.lower().translate(ALIKE)
