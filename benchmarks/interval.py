"""Confidence intervals of rates: what k out of n says about the rate behind it."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import NamedTuple

CONFIDENCE = 0.95
# Halvings of [0, 1]: beyond the precision of a double.
BISECTIONS = 100
# Terms of the binomial tail below this share of the largest no longer count.
NEGLIGIBLE = 1e-18


class Interval(NamedTuple):
    """A range that holds the true value with the stated confidence."""

    low: float
    high: float


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
