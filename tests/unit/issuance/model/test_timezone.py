"""Time zones: their names, and the moments of local times."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from issuance.model.moment import text
from issuance.model.timezone import in_zone, zone_named
from issuance.refusal import Invalid


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-12-31T00:00", "UTC", "2026-12-31T00:00"),
        ("2026-12-31T00:00", "Asia/Shanghai", "2026-12-30T16:00"),
        ("2026-12-31T18:30", "Asia/Kathmandu", "2026-12-31T12:45"),
        # The day on which clocks go forward has 23 hours.
        ("2026-03-29T00:00", "Europe/Berlin", "2026-03-28T23:00"),
        ("2026-03-30T00:00", "Europe/Berlin", "2026-03-29T22:00"),
        # This hour occurs twice: the first of the two.
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),
        # This midnight is skipped: the day begins at one o'clock.
        ("2026-09-06T00:00", "America/Santiago", "2026-09-06T04:00"),
        ("2026-12-31T18:00+08:00", "Europe/Berlin", "2026-12-31T10:00"),
    ],
)
def test_a_local_time_is_a_moment(local: str, zone: str, moment: str) -> None:
    found = in_zone("valid_until", datetime.fromisoformat(local), zone)
    assert text(found)[:16] == moment
    assert found.tzinfo is timezone.utc


def test_a_time_beyond_all_years_is_refused() -> None:
    with pytest.raises(Invalid, match="valid_until: expected a time of this era"):
        in_zone("valid_until", datetime(1, 1, 1), "Asia/Shanghai")


def test_a_zone_has_the_name_of_a_place() -> None:
    assert [zone_named(name) for name in (" Asia/Shanghai ", "UTC")] == ["Asia/Shanghai", "UTC"]


@pytest.mark.parametrize(
    "name", ["", "EST", "Asia", "asia/shanghai", "../etc/passwd", "/UTC", "localtime", "UTC+8"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="time_zone: expected the name of a time zone such as"):
        zone_named(name)
