"""How far from a pattern five points may lie and still be its own: the error model.

Touch points are off by Gaussian errors, independent, alike in both axes. What is left of them after
the best turn, shift and scale has 10 - 4 = 6 degrees of freedom, 7 where the scale is known, and
among Gaussian errors a ball round the pattern is the region that holds the most of them for what
it accepts of anything else. Its radius follows from two choices: the largest jitter that must be
read, and how much of it. docs/reader.md 13.5 to 13.8 derive radius, lead and the radius of a press.

    unknown scale    6 or 7 degrees of freedom    1.56 mm, of patterns 3.0 mm apart
    known scale      7 degrees of freedom         1.59 mm, with far fewer patterns of the right size
"""

from __future__ import annotations

import math
from functools import lru_cache

from stampcodec.touch.numbers import SEPARATION_MM

JITTER_MM = 0.4
"""Largest jitter that must be read, per axis, RMS (design, section 6)."""
READ_SHARE = 0.9735
"""Share of single sets with that jitter within the radius: 97 % must be read."""
PRESS_SHARE = 0.998
"""The same of averaged presses: their errors are smaller, so a larger share costs nothing."""
SHARED = 0.5
"""Share of the errors' variance that all samples of a press have in common, at most."""
FIXED_MM = 0.23
"""Errors that all samples share however little they scatter, per axis, RMS: of the rubber (M2) and
of a driver between two electrodes, 0.18 mm (`python -m benchmarks path`), and a quarter more."""
DOUBT = 2.326
"""Standard normal quantile: once in a hundred presses the samples scatter less than they say."""
ODDS = 2500.0
"""How many times less likely the runner-up must be, at the largest jitter."""
LEAD_MM2 = 2 * JITTER_MM**2 * math.log(ODDS)
"""A squared residual must be below the runner-up's by this."""
SURE_MM = (SEPARATION_MM**2 - LEAD_MM2) / (2 * SEPARATION_MM)
"""Up to this residual it always is: the runner-up's is at least the separation less this."""
SIZE_MM = 36.0
"""Root of the summed squares of a typical pattern: what a millimetre of it is in scale."""
FREEDOM = 7
"""Degrees of freedom of five points, place and turn taken off."""
GRAIN_MM = 0.005
"""Errors are told apart this finely."""
STEPS = 400
"""Of an integral over six standard deviations."""


def radius_mm(low: float, high: float) -> float:
    """Compute the radius of acceptance for a range of scales.

    The scale's own error counts only as far as it leads out of the range; the true scale lies
    at an end of it, where it does so most often.

    Parameters
    ----------
    low, high : float
        Range of the scale, px per mm.

    Returns
    -------
    float
        mm.
    """
    return _radius(low, high, JITTER_MM, READ_SHARE)


def press_radius_mm(low: float, high: float, samples: int, scatter_px: float) -> float:
    """Compute the radius of acceptance for the average of a press.

    What the samples do not share shows as their scatter. What they share does not, but it is no
    more than the scatter and what is fixed: samples that agree to a hair are off by little, or
    by something that this model does not know, and such a press is not read.

    Parameters
    ----------
    low, high : float
        Range of the scale, px per mm.
    samples : int
        Of which the points are an average; one tells no scatter.
    scatter_px : float
        Of the samples about their average, per axis, RMS.

    Returns
    -------
    float
        mm; never more than for a single sample, nor than at the largest jitter.
    """
    alone = radius_mm(low, high)
    if samples == 1:
        return alone
    freedom = FREEDOM * (samples - 1)
    # Wilson and Hilferty: chi-squared over its degrees of freedom, to the third root, is normal.
    least = (1 - 2 / (9 * freedom) - DOUBT * math.sqrt(2 / (9 * freedom))) ** 3
    # At the least scale it is rather too much in mm than too little.
    own = scatter_px / low / math.sqrt(least)
    shared = max(FIXED_MM, own * math.sqrt(SHARED / (1 - SHARED)))
    most = JITTER_MM * math.sqrt(SHARED + (1 - SHARED) / samples)
    left = min(math.hypot(shared, own / math.sqrt(samples)), most)
    # Rounded up, so that few are ever computed.
    return min(alone, _radius(low, high, math.ceil(left / GRAIN_MM) * GRAIN_MM, PRESS_SHARE))


@lru_cache(maxsize=1024)
def _radius(low: float, high: float, jitter_mm: float, share: float) -> float:
    """Find the radius that holds a share of the errors, by bisection."""
    width = SIZE_MM * math.log(high / low) / jitter_mm
    # The estimated scale leads out of a range of this width, from an end of it, by e with density
    # phi(e) + phi(width + e), the near end and the far one; for width 0 that is 2 phi(e).
    step = 6.0 / STEPS
    beyond = [(k + 0.5) * step for k in range(STEPS)]
    mass = [step * (_bell(e) + _bell(width + e)) for e in beyond]
    within = 1.0 - sum(mass)
    least, most = 0.0, 10.0
    for _ in range(30):
        middle = (least + most) / 2
        held = within * _held(middle**2)
        held += sum(part * _held(middle**2 - e * e) for part, e in zip(mass, beyond, strict=True))
        least, most = (middle, most) if held < share else (least, middle)
    return jitter_mm * most


def _held(square: float) -> float:
    """Compute the distribution function of chi-squared with 6 degrees of freedom."""
    half = max(square, 0.0) / 2
    return 1.0 - math.exp(-half) * (1.0 + half + half * half / 2)


def _bell(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
