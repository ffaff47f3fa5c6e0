"""Whether a press was shown before: exactly this one, moved, turned, scaled or rounded anew.

Two presses of one stamp look alike; their means may agree to a few hundredths of a millimetre. What
they never share is how the points tremble about a steady drift: noise of the panel, drawn anew at
every scan, and which way each coordinate was rounded.

::

    earlier   ·····oooooooooooo          lay the one over the other at every offset, at some rates:
    now            xxxxxxxxxxxx····      1  what is left between them is small, and
                                         2  what is left of each about its own mean and drift
                                            goes together far more than chance allows

The second is a correlation r over 10 (n - 2) numbers, of a scale that chance gives as a normal
deviate z = r sqrt(10 (n - 2)). The best of some hundred offsets and rates of two real presses has
z below 4 once in a thousand; a replay rounded to whole pixels once more has 5 to 16. A press that
lies still tells too few samples to tremble: it is a replay when half of them have the very shape of
samples of an earlier one, whichever was cut out; a wild sample is not kept as it was. A tenth of
all earlier presses of a stamp are near; `likeness` says quickly which are worth a careful look.
`python -m benchmarks forgery` measures both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from issuance.defence.likeness import likeness
from issuance.defence.series import (
    CUT_SAMPLES,
    UNITS_PER_MM,
    Complex,
    Series,
    kept_block,
    kept_offs,
)
from stampcodec.touch.numbers import N_DOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NEAR_MM = 0.25
"""Root of the summed squares by which the means of the two may differ, free of shift, turn and
scale. It spares comparing most; a replay's is below 0.1 unless a swipe lost its ends."""
NEAR_CUT_MM = 0.4
"""The same where the one may be a cut of the other."""
FARTHEST_MM = 0.12
"""Largest RMS, on an axis, between a replay and what it replays. Rounding to pixels of 0.185 mm,
at the smallest scale that is read, leaves 0.053."""
LEAST_Z = 5.5
"""Least deviate: of normal ones 2e-8 are beyond, of the best among the offsets some millionths."""
WORTH_Z = 4.0
"""Least rough deviate that is worth a careful look. Of 1,818 replays that were found on the
emulator none had less than 5, two less than 5.5; of 4,425 honest pairs 2.4 % had 4 or more."""
AT_A_TIME = 64
"""Earlier presses that are compared at once: the memory that this takes does not grow."""
FEWEST = 6
"""Samples that must overlap: the largest deviate is then 6.3."""
OVERLAP = 0.6
"""Share of the shorter series that must overlap."""
RATES = (1.0, 2.0)
"""Samples of the one series for each of the other, either way round."""
LEAST_MM2 = 1e-6
"""Summed squares below which nothing trembles."""
SAME_MM = 1.5 / UNITS_PER_MM
"""Kept places are equal where they differ by no more: by one unit, which rounding is off."""
HALF = 0.5
SAME_SHAPE_MM = 0.01
"""RMS on an axis that two samples of one shape may differ by: 0.003 is lost where they are kept.
The shapes of two presses are 0.2 apart on each of six axes; nearer than this once in 10^8."""


def replays(series: Series, earlier: Sequence[bytes]) -> bool:
    """Say whether a series is one of some earlier ones.

    Parameters
    ----------
    series : Series
    earlier : sequence of bytes
        As `Series.stored` keeps them.
    """
    near_mm = NEAR_CUT_MM if len(series.places) < CUT_SAMPLES else NEAR_MM
    for start in range(0, len(earlier), AT_A_TIME):
        some = earlier[start : start + AT_A_TIME]
        if series.is_short:
            if _are_among(series.places, *kept_block(some)):
                return True
            continue
        apart = ((kept_offs(some) - series.off) ** 2).sum(axis=1)
        near = [some[index] for index in np.flatnonzero(apart <= near_mm**2).tolist()]
        if near and _replays(series.places, *kept_block(near)):
            return True
    return False


def _replays(places: Complex, block: Complex, lengths: NDArray[np.intp]) -> bool:
    """Say whether a series is one of some that lie near it."""
    same = block[lengths == len(places), : len(places)]
    if len(same) and _equal(places, same).any():
        return True
    long = lengths >= FEWEST
    if len(places) < FEWEST or not long.any():
        return False
    block, lengths = block[long], lengths[long]
    for rate in RATES:
        if _trembles_like(places, *_thinned(block, lengths, rate)):
            return True
        mine, _ = _thinned(places[None], np.array([len(places)]), rate)
        if rate != 1.0 and _trembles_like(mine[0], block, lengths):
            return True
    return False


def _are_among(places: Complex, block: Complex, lengths: NDArray[np.intp]) -> bool:
    """Say whether half of the samples have shapes of samples of one of others (m, u, 5)."""
    mine, theirs = (each - each.mean(axis=-1, keepdims=True) for each in (places, block))
    squares = np.maximum((np.abs(theirs) ** 2).sum(axis=2), LEAST_MM2)
    cross = np.abs(theirs @ mine.conj().T) ** 2 / squares[:, :, None]
    left = (np.abs(mine) ** 2).sum(axis=1) - cross
    there = np.arange(block.shape[1]) < lengths[:, None]
    same = (left <= 2 * N_DOTS * SAME_SHAPE_MM**2) & there[:, :, None]
    return bool((same.any(axis=1).mean(axis=1) >= HALF).any())


def _trembles_like(places: Complex, block: Complex, lengths: NDArray[np.intp]) -> bool:
    if min(len(places), block.shape[1]) < FEWEST:
        return False
    # Mean and drift of a cut are not those of the whole: a quick look would miss it.
    if len(places) >= CUT_SAMPLES:
        worth = likeness(places, block, lengths, _needed(len(places), lengths)) >= WORTH_Z
        if not worth.any():
            return False
        block, lengths = block[worth], lengths[worth]
    return bool((agreement(places, block, lengths) >= LEAST_Z).any())


def _needed(t: int, lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """Say how many samples of each must overlap with one of t samples."""
    needed: NDArray[np.intp] = np.maximum(FEWEST, np.ceil(OVERLAP * np.minimum(lengths, t)))
    return needed.astype(np.intp)


def agreement(places: Complex, block: Complex, lengths: NDArray[np.intp]) -> NDArray[np.float64]:
    """Compare a series with many others.

    Parameters
    ----------
    places : complex (t, 5)
    block : complex (m, u, 5)
        Other series, each followed by zeros.
    lengths : int (m,)
        Samples of each.

    Returns
    -------
    float64 (m,)
        Of each, the largest deviate at an offset at which the two lie near each other; 0 where
        they do at none.
    """
    t, u = len(places), block.shape[1]
    offset = np.arange(FEWEST - t, u - FEWEST + 1)
    if min(t, u) < FEWEST:
        return np.zeros(len(block))
    mine, theirs = _Sums(places[None]), _Sums(block)
    # Of sample i of this series, the other's is i + offset; both are there from first to last.
    first = np.maximum(0, -offset)[None]
    last = np.maximum(np.minimum(t, lengths[:, None] - offset), first)
    n = last - first
    need = _needed(t, lengths)[:, None]
    one = mine.between(first, last, np.zeros_like(offset))
    other = theirs.between(first + offset, last + offset, offset)
    cross = _cross(places, block, offset)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = _left_between(one, other, cross, n)
        deviates = _deviates(one, other, cross, first, n)
    fits = (n >= need) & (left <= FARTHEST_MM)
    best: NDArray[np.float64] = np.where(fits, deviates, 0.0).max(axis=1)
    return best


class _Sums:
    """Sums over any run of samples of each of some series (m, u, 5), by differences."""

    def __init__(self, block: Complex) -> None:
        time = np.arange(block.shape[1])[None, :, None]
        self._sums = [
            np.concatenate([np.zeros_like(each[:, :1]), each.cumsum(axis=1)], axis=1)
            for each in (block, time * block, np.abs(block) ** 2)
        ]

    def between(
        self, first: NDArray[np.intp], last: NDArray[np.intp], shift: NDArray[np.intp]
    ) -> _Window:
        """Sum from first to last, (m, o) each, with time counted from `shift`, (o,)."""
        row = np.arange(len(self._sums[0]))[:, None]
        plain, timed, square = (sums[row, last] - sums[row, first] for sums in self._sums)
        return _Window(plain, timed - shift[None, :, None] * plain, square.real)


class _Window(NamedTuple):
    """Of runs of samples (m, o): sums of the places, times the sample's number, squared."""

    plain: Complex
    timed: Complex
    square: NDArray[np.float64]


def _cross(places: Complex, block: Complex, offset: NDArray[np.intp]) -> Complex:
    """Sum other times conjugate of one over all samples, at every offset: (m, o, 5)."""
    size = 1 << int(len(places) + block.shape[1] - 1).bit_length()
    spectrum = np.fft.fft(block, size, axis=1) * np.fft.fft(places, size, axis=0).conj()
    found: Complex = np.fft.ifft(spectrum, axis=1)[:, offset % size]
    return found


def _left_between(
    one: _Window, other: _Window, cross: Complex, n: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Compute what is left, RMS on an axis, after the best shift, turn and scale of all samples."""
    points = N_DOTS * n
    ones, others = one.plain.sum(axis=2), other.plain.sum(axis=2)
    along = np.abs(cross.sum(axis=2) - others * ones.conj() / points) ** 2
    square_one = one.square.sum(axis=2) - np.abs(ones) ** 2 / points
    square_other = other.square.sum(axis=2) - np.abs(others) ** 2 / points
    left = np.maximum(square_other - along / square_one, 0.0)
    rms: NDArray[np.float64] = np.sqrt(left / (2 * points - 4))
    return rms


def _deviates(
    one: _Window,
    other: _Window,
    cross: Complex,
    first: NDArray[np.intp],
    n: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Correlate the trembling of both: each point about its own mean and steady drift."""
    count = n[..., None]
    # Sums of time and its square about the middle of a run of n; it starts where `one` does.
    middle = first[..., None] + (count - 1) / 2
    spread = count * (count**2 - 1) / 12

    def drift(window: _Window) -> Complex:
        slope: Complex = window.timed - middle * window.plain
        return slope

    def about(window: _Window) -> NDArray[np.float64]:
        taken = np.abs(window.plain) ** 2 / count + np.abs(drift(window)) ** 2 / spread
        square: NDArray[np.float64] = np.maximum(window.square - taken, 0.0).sum(axis=2)
        return square

    together = cross - other.plain * one.plain.conj() / count
    together = together - drift(other) * drift(one).conj() / spread
    sizes = np.sqrt(about(one) * about(other))
    r = together.real.sum(axis=2) / np.maximum(sizes, LEAST_MM2)
    deviates: NDArray[np.float64] = r * np.sqrt(2 * N_DOTS * np.maximum(n - 2, 0))
    return deviates


def _thinned(
    block: Complex, lengths: NDArray[np.intp], rate: float
) -> tuple[Complex, NDArray[np.intp]]:
    """Take one sample of so many, between two samples on the line between them.

    Never more samples than there were: those between two others would tremble together.
    """
    if rate == 1.0:
        return block, lengths
    at = np.arange(0, block.shape[1] - 1 + 1e-9, rate)
    low = np.minimum(at.astype(int), block.shape[1] - 2)
    share = (at - low)[None, :, None]
    taken = block[:, low] * (1 - share) + block[:, low + 1] * share
    fewer = (np.floor((lengths - 1) / rate + 1e-9) + 1).astype(np.intp)
    taken[np.arange(taken.shape[1]) >= fewer[:, None]] = 0
    return taken, fewer


def _equal(places: Complex, others: Complex) -> NDArray[np.bool_]:
    apart = others - places
    same: NDArray[np.bool_] = (
        np.maximum(np.abs(apart.real), np.abs(apart.imag)).max(axis=(1, 2)) <= SAME_MM
    )
    return same
