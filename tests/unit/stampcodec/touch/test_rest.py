from __future__ import annotations

import numpy as np
import pytest

from stampcodec.touch.rest import Rest, has_settled
from stampcodec.touch.samples import MOST_SAMPLES


@pytest.mark.parametrize(
    ("n", "lasts_ms", "expected"),
    [(0, 0.0, False), (2, 199.0, False), (1, 200.0, True), (3, 0.0, True)],
)
def test_three_samples_or_a_fifth_of_a_second_settle(
    n: int, lasts_ms: float, expected: bool
) -> None:
    assert has_settled(n, lasts_ms) is expected


def test_samples_are_kept_in_order() -> None:
    rest = Rest()
    for i in range(7):
        rest.add(np.full((5, 2), i), 0.1 * i)
    assert rest.n == rest.seen == 7
    assert rest.points[:, 0, 0].tolist() == list(range(7))
    assert rest.first_s == 0.0
    assert rest.lasts_ms(0.75) == pytest.approx(750.0)
    rest.clear()
    assert rest.lasts_ms(9.0) == rest.n == 0


def test_a_long_rest_is_thinned_and_stays_spread_over_all_its_time() -> None:
    rest = Rest()
    for i in range(5000):
        rest.add(np.full((5, 2), i), float(i))
    assert rest.seen == 5000
    assert MOST_SAMPLES // 2 <= rest.n <= MOST_SAMPLES
    assert rest.times_s[0] == 0.0
    assert rest.times_s[-1] > 4950
    assert np.ptp(np.diff(rest.times_s)) == 0
    assert (rest.points[:, 0, 0] == rest.times_s).all()
