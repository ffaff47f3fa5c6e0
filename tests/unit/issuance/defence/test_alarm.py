from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from issuance.defence.alarm import HISTORY, Unusual, poisson_tail, unusual_use
from issuance.model.presentation import HourOfUse
from issuance.model.stamp import StampStatus

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
THIS_HOUR = NOW.replace(minute=0)


def shop_hours(days: int, an_hour: float, seed: int = 1) -> list[HourOfUse]:
    """A shop that is open from nine to seven."""
    rng = np.random.default_rng(seed)
    begin = THIS_HOUR - timedelta(days=days)
    hours = [begin + k * HOUR for k in range(24 * days)]
    return [HourOfUse(hour, int(rng.poisson(an_hour)), 0) for hour in hours if 9 <= hour.hour < 19]


def kinds(found: list[Unusual]) -> list[str]:
    return [each.kind for each in found]


def test_a_shop_as_it_always_was_raises_no_alarm_in_a_year_of_hours() -> None:
    hours = shop_hours(365, 8.0)
    raised = 0
    for n in range(300, len(hours)):
        now = hours[n].start + HOUR / 2
        past = [each for each in hours[max(0, n - 300) : n + 1] if each.start >= now - HISTORY]
        raised += len(unusual_use(past, now))
    assert raised == 0


def test_a_new_stamp_may_be_used_often() -> None:
    assert unusual_use([HourOfUse(THIS_HOUR, 30, 2)], NOW) == []


def test_far_more_touches_than_ever_raise_an_alarm() -> None:
    hours = [*shop_hours(28, 4.0), HourOfUse(THIS_HOUR, 90, 0)]
    assert kinds(unusual_use(hours, NOW)) == ["rate"]


def test_touches_while_the_shop_is_closed_raise_an_alarm() -> None:
    night = NOW.replace(hour=3)
    hours = [each for each in shop_hours(28, 4.0) if each.start < night]
    hours.append(HourOfUse(night.replace(minute=0), 6, 0))
    assert kinds(unusual_use(hours, night)) == ["hours"]


def test_the_hour_beside_opening_time_is_no_unusual_one() -> None:
    early = NOW.replace(hour=8)
    hours = [each for each in shop_hours(28, 4.0) if each.start < early]
    hours.append(HourOfUse(early.replace(minute=0), 6, 0))
    assert unusual_use(hours, early) == []


def test_mostly_refused_touches_raise_an_alarm() -> None:
    hours = [*shop_hours(28, 4.0), HourOfUse(THIS_HOUR, 2, 200)]
    assert kinds(unusual_use(hours, NOW)) == ["refused"]


@pytest.mark.parametrize("status", [StampStatus.LOST, StampStatus.REVOKED])
def test_a_stamp_that_nobody_should_have_raises_an_alarm_at_one_touch(
    status: StampStatus,
) -> None:
    found = unusual_use([HourOfUse(THIS_HOUR, 0, 1)], NOW, status)
    assert kinds(found) == ["inactive"]
    assert unusual_use([HourOfUse(THIS_HOUR, 3, 0)], NOW, status) == []


@pytest.mark.parametrize("mean", [0.5, 4.0, 60.0])
@pytest.mark.parametrize("count", [1, 5, 70, 100])
def test_the_tail_is_that_of_poisson(count: int, mean: float) -> None:
    if count <= mean:
        assert poisson_tail(count, mean) == 1.0
        return
    below = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))
    assert poisson_tail(count, mean) == pytest.approx(1 - below, rel=1e-6, abs=1e-12)
