"""A time zone: in which a merchant's days begin and end."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from issuance.refusal import Invalid

UTC = "UTC"
# Where a day begins first, and where last.
EARLIEST, LATEST = "Etc/GMT-14", "Etc/GMT+12"
MISSING = f"expected the name of a time zone such as Asia/Shanghai, or {UTC}"


def zone_named(name: str) -> str:
    """Return the name of a time zone of the IANA database, without the space around it.

    Raises
    ------
    Invalid
        There is none of this name. Names without a place, such as EST, are none.
    """
    stripped = name.strip()
    if stripped != UTC and not ("/" in stripped and stripped in _names()):
        raise Invalid("time_zone", MISSING)
    return stripped


def in_zone(field: str, given: datetime, zone: str) -> datetime:
    """Return the moment, in UTC, of a time that may be a local one of a zone.

    A local time that occurs twice is the first of the two; one that a clock skips is as long after
    the last hour before (PEP 495): the midnight that is skipped is the first moment of its day.

    Raises
    ------
    Invalid
        It lies outside the years of this era.
    """
    try:
        local = given if given.tzinfo else given.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(timezone.utc)
    except OverflowError:
        raise Invalid(field, "expected a time of this era") from None


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
