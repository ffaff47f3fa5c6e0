from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.model import moment

MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(timezone.utc))


@given(MOMENTS)
def test_a_moment_comes_back_to_the_microsecond(when: datetime) -> None:
    assert moment.moment(moment.number(when)) == when


@given(MOMENTS, MOMENTS)
def test_numbers_and_texts_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    assert (one < other) == (moment.number(one) < moment.number(other))
    if one.year >= 1000 and other.year >= 1000:
        assert (one < other) == (moment.text(one) < moment.text(other))


def test_a_moment_is_written_in_utc_with_a_z() -> None:
    when = datetime(2026, 11, 24, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    assert moment.text(when) == "2026-11-24T08:00:00.000000Z"


@given(MOMENTS)
def test_many_moments_are_written_and_read_as_single_ones(when: datetime) -> None:
    number = moment.number(when)
    assert moment.text_of(number) == moment.text(when)
    assert moment.number_of(moment.text(when)) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-24", "2026-11-24T15:07:21.00000Z", "x" * 27),
        *("2026-11-24 15:07:21.000000Z", "2026-11-24T15:07:21,000000Z"),
        *("2026-11-24T15:07:21.+00000Z", "2026-11-24T15:07:21.0_0000Z"),
        *("2026-11-24T15:07:21.000000z", "2026-W48-2T15:07:21.000000Z"),
    ],
)
def test_what_is_no_moment_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        moment.number_of(text)


@pytest.mark.parametrize("number", ["1", 1.0, None, b"1"])
def test_what_is_no_number_is_not_written(number: Any) -> None:
    with pytest.raises(TypeError, match="whole number"):
        moment.text_of(number)
