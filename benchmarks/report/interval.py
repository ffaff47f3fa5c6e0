"""Confidence intervals of rates: what k out of n says about the rate behind it."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIDENCE = 0.95
# Halvings of [0, 1]: beyond the precision of a double.
BISECTIONS = 100
# Terms of the binomial tail below this share of the largest no longer count.
NEGLIGIBLE = 1e-18


class Interval(NamedTuple):
    """A range that holds the true value with the stated confidence."""

    low: float
    high: float

    def including(self, value: float) -> Interval:
        """Widen the range to a value that was estimated in another way."""
        return Interval(min(self.low, value), max(self.high, value))


def clopper_pearson(count: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Compute the exact two-sided interval of a rate from `count` events in `trials`.

    Raises
    ------
    ValueError
        `count` is not within 0 to `trials`, or `trials` is 0.

    References
    ----------
    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the
    case of the binomial", Biometrika 26 (1934).
    """
    tail = (1.0 - confidence) / 2
    return Interval(_lowest(count, trials, tail), _highest(count, trials, tail))


def upper_bound(count: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Compute the one-sided upper bound of a rate: about 3 / trials where `count` is 0.

    Raises
    ------
    ValueError
        As `clopper_pearson`.

    References
    ----------
    B. D. Jovanovic, P. S. Levy, "A look at the rule of three", Am. Statistician 51 (1997).
    """
    return _highest(count, trials, 1.0 - confidence)


def at_most(count: int, trials: int, rate: float) -> float:
    """Compute the probability of `count` or fewer events in `trials` at a rate.

    The terms are summed from the largest downwards, so that a million trials cost no more than
    their spread.
    """
    if rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return float(count >= trials)
    mode = int((trials + 1) * rate)
    if count <= mode:
        return _tail(count, trials, rate, -1)
    return 1.0 - _tail(count + 1, trials, rate, 1)


def median_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """Compute an interval of the median from order statistics, whatever the distribution.

    Of fewer than six values no two enclose the median with 95 %: then it is all of them.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        Independent of each other: one a round, not one a call.

    References
    ----------
    G. J. Hahn, W. Q. Meeker, "Statistical Intervals" (1991), section 5.2.
    """
    ordered, tail = sorted(values), (1.0 - confidence) / 2
    outside = 0
    while at_most(outside, len(ordered), 0.5) <= tail:
        outside += 1
    first = max(outside - 1, 0)
    return Interval(ordered[first], ordered[len(ordered) - 1 - first])


def rms_interval(square: float, fourth: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Compute the interval of a root mean square from its own values' scatter, for many values.

    Parameters
    ----------
    square, fourth : float
        Sums of the second and fourth powers of `n` values.
    n : int
        Above 0.
    confidence : float
    """
    mean = square / n
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    half = z * sqrt(max(fourth / n - mean * mean, 0.0) / n)
    return Interval(sqrt(max(mean - half, 0.0)), sqrt(mean + half))


def wilson(count: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Compute Wilson's score interval of a rate.

    Raises
    ------
    ValueError
        As `clopper_pearson`.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. Am.
    Stat. Assoc. 22 (1927).
    """
    _refuse(count, trials)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rate, spread = count / trials, z * z / trials
    middle = (rate + spread / 2) / (1.0 + spread)
    half = sqrt(rate * (1.0 - rate) * spread + spread * spread / 4) / (1.0 + spread)
    low = 0.0 if count == 0 else max(middle - half, 0.0)
    return Interval(low, 1.0 if count == trials else min(middle + half, 1.0))


def difference_interval(
    count: int, trials: int, other: int, other_trials: int, confidence: float = CONFIDENCE
) -> Interval:
    """Compute the interval of a second rate less a first, by Newcombe's hybrid of Wilson scores.

    Raises
    ------
    ValueError
        As `clopper_pearson`.

    References
    ----------
    R. G. Newcombe, "Interval estimation for the difference between independent proportions:
    comparison of eleven methods", Statistics in Medicine 17 (1998), method 10.
    """
    first, second = wilson(count, trials, confidence), wilson(other, other_trials, confidence)
    rate, other_rate = count / trials, other / other_trials
    difference = other_rate - rate
    return Interval(
        difference - sqrt((other_rate - second.low) ** 2 + (first.high - rate) ** 2),
        difference + sqrt((second.high - other_rate) ** 2 + (rate - first.low) ** 2),
    )


def _tail(start: int, trials: int, rate: float, step: int) -> float:
    """Sum the binomial terms from `start` away from the mode."""
    if not 0 <= start <= trials:
        return 0.0
    odds = rate / (1.0 - rate)
    term = exp(
        lgamma(trials + 1)
        - lgamma(start + 1)
        - lgamma(trials - start + 1)
        + start * log(rate)
        + (trials - start) * log(1.0 - rate)
    )
    total, k, least = 0.0, start, term * NEGLIGIBLE
    while 0 <= k <= trials and term > least:
        total += term
        term *= odds * (trials - k) / (k + 1) if step > 0 else k / (odds * (trials - k + 1))
        k += step
    return min(total, 1.0)


def _highest(count: int, trials: int, tail: float) -> float:
    """Find the rate at which `count` or fewer are as rare as `tail`."""
    _refuse(count, trials)
    if count == trials:
        return 1.0
    low, high = count / trials, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if at_most(count, trials, middle) > tail:
            low = middle
        else:
            high = middle
    return high


def _lowest(count: int, trials: int, tail: float) -> float:
    """Find the rate at which `count` or more are as rare as `tail`: `_highest` of what is left."""
    return 1.0 - _highest(trials - count, trials, tail)


def _refuse(count: int, trials: int) -> None:
    if trials < 1 or not 0 <= count <= trials:
        raise ValueError(f"count: {count} of {trials}, expected 0 to trials, and trials above 0")
