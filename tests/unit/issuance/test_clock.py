from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.clock import MOST_OFF, Steady, ticks_s, utc_now
from issuance.refusal import ClockWrong
from tests.shop import HandClock


def test_a_clock_that_goes_as_the_steady_one_is_right_for_as_long_as_it_does() -> None:
    wall, ticks = HandClock(), iter([100.0, 100.0 + 86_400.0])
    steady = Steady(wall, lambda: next(ticks))
    wall.advance(days=1)
    steady.expect()


@pytest.mark.parametrize(("years", "way"), [(5, "ahead"), (-5, "back")])
def test_a_clock_that_was_set_is_wrong_until_it_is_set_back(years: int, way: str) -> None:
    wall = HandClock()
    steady = Steady(wall, lambda: 0.0)
    leap = timedelta(days=365 * years)
    wall.now += leap
    with pytest.raises(ClockWrong, match=f"set {way}"):
        steady.expect()
    wall.now -= leap
    steady.expect()


def test_a_minute_is_no_reason_to_stop() -> None:
    wall = HandClock()
    steady = Steady(wall, lambda: 0.0)
    wall.now += MOST_OFF
    steady.expect()
    wall.advance(microseconds=1)
    with pytest.raises(ClockWrong):
        steady.expect()


def test_the_machines_own_clocks_agree() -> None:
    steady = Steady(utc_now, ticks_s)
    steady.expect()
