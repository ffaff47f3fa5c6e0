"""Moments: aware, in UTC; text with a Z, number in microseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

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
