"""Identifiers: a prefix that says of what, the millisecond, and chance.

::

    vch_01k5x3b8h9 4e7w2nq8c1r5tm0z
        └ 10 digits └ 16 digits, 80 bits nobody guesses

Digits are Crockford's base 32, so that identifiers sort as they were made: a list is paged by them.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_DIGITS, CHANCE_DIGITS = 10, 16
PATTERN = re.compile(rf"[a-z]{{3}}_[{DIGITS}]{{{TIME_DIGITS + CHANCE_DIGITS}}}")


def identifier(prefix: str, at: datetime) -> str:
    """Make an identifier that nobody has."""
    milliseconds = int(at.timestamp() * 1000)
    return f"{prefix}_{_text(milliseconds, TIME_DIGITS)}{_text(_chance(), CHANCE_DIGITS)}"


def _chance() -> int:
    return secrets.randbits(5 * CHANCE_DIGITS)


def _text(number: int, length: int) -> str:
    return "".join(DIGITS[number >> 5 * place & 31] for place in reversed(range(length)))
