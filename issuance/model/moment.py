"""Moments: aware, in UTC; text with a Z, number in microseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)
EXPECTED = "expected a moment, 2026-11-24T15:07:21.000000Z"
LENGTH = 27


def text(moment: datetime) -> str:
    """Write a moment, ``2026-11-24T15:07:21.000000Z``; every moment has the same length."""
    utc = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def number(moment: datetime) -> int:
    """Count the microseconds since 1970, exactly."""
    return (moment - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the moment of a number; the inverse of `number`."""
    return EPOCH + microseconds * MICROSECOND


def text_of(microseconds: int) -> str:
    """Write the moment of a number, as `text` does, for many that follow each other.

    Raises
    ------
    TypeError
        It is no number.
    OverflowError
        No moment is so far away.
    """
    if type(microseconds) is not int:
        raise TypeError("expected a whole number")
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{_second(seconds)}.{rest:06d}Z"


def number_of(text: str) -> int:
    """Count the microseconds since 1970 of a moment as `text` writes it.

    Raises
    ------
    ValueError
        It is not written so.
    """
    rest = text[20:26]
    if len(text) != LENGTH or text[19] != "." or text[26] != "Z" or not _is_digits(rest):
        raise ValueError(EXPECTED)
    return _seconds(text[:19]) * 1_000_000 + int(rest)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


@lru_cache(maxsize=64)
def _seconds(second: str) -> int:
    # Exact: a whole number of seconds of any year is a float.
    found = int(datetime.fromisoformat(second + "+00:00").timestamp())
    if _second(found) != second:
        raise ValueError(EXPECTED)
    return found
