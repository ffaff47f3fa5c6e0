"""Moments: aware, in UTC; text with a Z, number in microseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


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
    found = _seconds(text[:19]) * 1_000_000 + int(text[20:26])
    if text_of(found) != text:
        raise ValueError("expected a moment, 2026-11-24T15:07:21.000000Z")
    return found


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


@lru_cache(maxsize=64)
def _seconds(second: str) -> int:
    whole = datetime.fromisoformat(second).replace(tzinfo=timezone.utc)
    return (whole - EPOCH) // timedelta(seconds=1)
