from __future__ import annotations

from math import comb

import numpy as np
import pytest

from benchmarks.report.interval import (
    at_most,
    clopper_pearson,
    difference_interval,
    median_interval,
    rms_interval,
    upper_bound,
    wilson,
)


# scipy.stats.beta.ppf of k, n - k + 1 and of k + 1, n - k.
@pytest.mark.parametrize(
    ("count", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3084971),
        (5, 10, 0.1870860, 0.8129140),
        (10, 10, 0.6915029, 1.0),
        (3, 40, 0.01574218, 0.20386475),
        (199, 200, 0.9724581, 0.9998734),
    ],
)
def test_intervals_are_the_quantiles_of_beta_distributions(
    count: int, trials: int, low: float, high: float
) -> None:
    assert clopper_pearson(count, trials) == pytest.approx((low, high), abs=1e-7)


def test_nothing_in_a_million_bounds_the_rate_by_three_in_a_million() -> None:
    assert upper_bound(0, 1_000_000) == pytest.approx(2.9957e-6, rel=1e-4)


def test_the_interval_misses_the_truth_in_at_most_a_twentieth_of_all_samples() -> None:
    trials, worst = 30, 0.0
    for rate in (0.01, 0.1, 0.3, 0.5, 0.77, 0.97):
        missed = sum(
            comb(trials, count) * rate**count * (1 - rate) ** (trials - count)
            for count in range(trials + 1)
            if not clopper_pearson(count, trials)[0] <= rate <= clopper_pearson(count, trials)[1]
        )
        worst = max(worst, missed)
    assert 0 < worst <= 0.05


@pytest.mark.parametrize("count", [0, 3, 11, 12, 25, 40])
@pytest.mark.parametrize("rate", [0.02, 0.3, 0.9])
def test_the_binomial_tail_is_the_sum_of_its_terms(count: int, rate: float) -> None:
    terms = (comb(40, k) * rate**k * (1 - rate) ** (40 - k) for k in range(count + 1))
    assert at_most(count, 40, rate) == pytest.approx(sum(terms), rel=1e-9)


def test_a_rate_of_nothing_or_everything_is_certain() -> None:
    assert at_most(0, 5, 0.0) == 1.0
    assert at_most(4, 5, 1.0) == 0.0
    assert at_most(5, 5, 1.0) == 1.0


@pytest.mark.parametrize(("count", "trials"), [(-1, 3), (4, 3), (0, 0)])
def test_impossible_counts_are_refused(count: int, trials: int) -> None:
    with pytest.raises(ValueError, match="expected 0 to trials"):
        clopper_pearson(count, trials)


# Newcombe 1998, table II, method 10; the paper subtracts the second rate from the first.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_differences_have_the_intervals_that_newcombe_printed(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert difference_interval(*second, *first) == pytest.approx((low, high), abs=6e-5)


def test_a_score_interval_never_leaves_the_range_of_rates() -> None:
    assert wilson(0, 40).low == 0.0
    assert wilson(40, 40).high == 1.0
    assert wilson(0, 40, 0.999).high > wilson(0, 40).high


def test_the_interval_of_a_median_is_two_of_the_values() -> None:
    # 1 - 2 * P(Bin(10, 1/2) <= 1) = 0.979: the second and the ninth of ten
    assert median_interval([9, 1, 8, 2, 7, 3, 6, 4, 5, 10]) == (2, 9)
    assert median_interval([3, 1, 2]) == (1, 3)
    assert median_interval([4]) == (4, 4)


def test_the_interval_of_a_median_holds_it_in_nineteen_of_twenty_samples() -> None:
    random = np.random.default_rng(5)
    inside = 0
    for _ in range(2000):
        low, high = median_interval(random.exponential(size=25).tolist())
        inside += low <= np.log(2) <= high
    # 95 % of 2000, less four standard deviations of that count
    assert inside >= 1900 - 4 * (2000 * 0.05 * 0.95) ** 0.5


def test_the_interval_of_an_rms_holds_it_in_nineteen_of_twenty_samples() -> None:
    random = np.random.default_rng(6)
    inside = 0
    for _ in range(1000):
        squares = random.normal(0, 2.0, 400) ** 2
        low, high = rms_interval(squares.sum(), (squares**2).sum(), 400)
        inside += low <= 2.0 <= high
    assert 950 - 4 * (1000 * 0.05 * 0.95) ** 0.5 <= inside < 1000
