"""What partly landed faces look like, counted exactly, and by how much a word must lead them.

A reader that sees one frame does not know whether the face has landed. So a word has one rival more
than all other words: another merchant's face, of which only some dots touch (docs/reader.md 9.9)::

    A(W)                                  words of the code with W data dots, counted
    1 / (D - 1) C(D, h + j)               chance of h data dots and j corners, of a face of
                                          D = W + 4: each number of dots from one to all but one
                                          is as likely as another, and so are any dots
    A(W) C(W, h) / C(n, h)                words that hold h given sites
    A(W) C(W, m) C(n - W, a) / C(n, h)    words that hold them but for a, and m more: W = h - a + m

The last two are exact on average over all choices of h sites out of n. But words are d sites apart,
so a face of which little is missing lies near no other word, whatever the average says; pairs of
words know that (`count_pairs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, exp, inf, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec._core.code.weights import count_weights
from stampcodec._core.frame.kernel import LANDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.code import Code

MISSING_NATS, ADDED_NATS = LANDED["MISSING_NATS"], LANDED["ADDED_NATS"]
POSE_NATS = LANDED["POSE_NATS"]
FEWEST_CORNERS = int(LANDED["FEWEST_ANCHORS"])
N_CORNERS = 4
N_TURNS = 4
"""Each turn makes another word of a face."""
WRONG_SHARE = {8: 1e-4, 10: 1e-4, 12: 1e-5, 14: 1e-6, 18: 1e-6}
"""By the distance of a code: share of partly landed faces that may be named wrongly."""
COUNTED_SHARE = 0.3
"""Of that, what may be counted where dots make the errors; the rest is for noise."""
BOUNDED_SHARE = 0.1
"""The same where noise is bounded instead of counted, and takes most of what is promised."""
NOISY_SHARE = 0.5
"""The same in noise: that is counted, wrong poses are not."""
WRONG_FITS = 3e-6
"""Share of partly landed faces that fits bend to a wrong word, at the odds that counts ask for.
`python -m benchmarks partial --families lattice8h18`, of which noise alone makes 1e-7."""
TENTH_DB = {44: 14.5, 60: 12.5}
"""By the data sites of a code, dB: a dot of a tenth of the amplitude over the noise on `nexus5`
(15.0 of 4 mm, and 13.1 of 3.5 mm), less what fits lose. Fainter faces are outside the promise."""
SITE_POWER = 0.72
"""Squares of a dot's picture over the square of its peak (1.3), 0.9, of which neighbours that are
known by half leave 0.8."""
STEP, N_STEPS = 0.05, 1024
"""Nats, and how many of them odds are counted to."""
LEAST_RIVAL = -100.0
"""Nats of dots that no face shows: rarer than any one pattern of 64 sites."""
MOST_COUNTED = 24
"""Bits of a message up to which words are counted when they are needed: a few hundredths of a
second."""
# Counted by tests/reference/test_weights.py from the dual code.
LATTICE8_WEIGHTS = (
    *(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 228, 1424, 5668, 18920, 64852, 198888, 555197, 1440512),
    *(3443348, 7622704, 15621156, 29743392, 52747168, 87104224, 134262152, 193400320),
    *(260401304, 327873888, 386284504, 426356272, 440709672, 426309360, 386302315),
    *(327863680, 260367000, 193427616, 134282872, 87100576, 52757120, 29740512, 15604120),
    *(7618816, 3448388, 1443856, 556356, 198184, 64612, 19304, 5303, 1152, 276, 48, 36),
    *(0, 0, 0, 0, 0, 0, 0, 0),
)


def words_by_weight(code: Code) -> tuple[int, ...]:
    """Return how many words of a code have 0, 1 ... all data dots."""
    if code.dimension > MOST_COUNTED:
        return LATTICE8_WEIGHTS
    return _counted(code.encode(0), tuple(code.rows.tolist()), code.length)


@lru_cache(maxsize=16)
def _counted(word: int, rows: tuple[int, ...], length: int) -> tuple[int, ...]:
    found = np.zeros(length + 1, np.int64)
    count_weights(word, np.array(rows, np.uint64), found)
    return tuple(found.tolist())


def words_at(weights: tuple[int, ...], dots: int, missing: int, added: int) -> float:
    """Count the words from which `dots` given sites differ so: `missing` more dots, `added` fewer.

    On average over all choices of `dots` sites.
    """
    n = len(weights) - 1
    weight = dots - added + missing
    if not 0 <= weight <= n or missing > weight or added > dots:
        return 0.0
    return weights[weight] * comb(weight, missing) * comb(n - weight, added) / comb(n, dots)


@lru_cache(maxsize=16)
def rival_nats(weights: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the log chance that a partly landed face of anybody shows just these dots.

    Returns
    -------
    float64 (n + 1, 5)
        By the number of data dots that touch, and that of corners.
    """
    n, total = len(weights) - 1, sum(weights)
    nats = np.full((n + 1, N_CORNERS + 1), LEAST_RIVAL)
    for dots in range(n + 1):
        for corners in range(N_CORNERS + 1):
            chance = sum(
                words_at(weights, dots, weight - dots, 0)
                / total
                / ((weight + N_CORNERS - 1) * comb(weight + N_CORNERS, dots + corners))
                for weight in range(dots, n + 1)
                if 0 < dots + corners < weight + N_CORNERS
            )
            if chance > 0:
                nats[dots, corners] = log(chance)
    nats.setflags(write=False)
    return nats


def word_nats(missing: int, added: int, weight: int, n: int) -> float:
    """Return the log chance of a landed face with a given word to lack and add just these dots."""
    gone, extra = exp(-MISSING_NATS), exp(-ADDED_NATS)
    return float(
        missing * log(gone)
        + added * log(extra)
        + (weight + N_CORNERS - missing) * np.log1p(-gone)
        + (n - weight - added) * np.log1p(-extra)
    )


class Splits(NamedTuple):
    """Ways in which partly landed faces can be taken for other merchants' worn ones.

    Attributes
    ----------
    nats : float64 (k,)
        Log odds of the word over the rival.
    share : float64 (k,)
        Of partly landed faces, those near a word that would be named with these odds.
    """

    nats: NDArray[np.float64]
    share: NDArray[np.float64]


def words_near(differences: tuple[int, ...], missing: int, added: int) -> NDArray[np.float64]:
    """Count the words from which some of a face's dots differ so: `missing` more, `added` fewer.

    Of m dots that a word has beside those that show, i are among the M of the face that do not.
    The word and the face's own differ in a + (M - i) + (m - i) sites then.

    Parameters
    ----------
    differences : tuple of int
        Pairs of words, of one word each, that differ in 0, 1 ... all data sites.
    missing, added : int

    Returns
    -------
    float64 (n + 1, n + 1)
        By data dots of the face, and data dots that show: at most as many. On average over all
        faces of that many dots, other words than the face's own.
    """
    n = len(differences) - 1
    choices = _choices(n)
    # of all patterns that differ in so many sites from a word, those that are words
    share = np.array([0.0, *(differences[k] / comb(n, k) for k in range(1, n + 1))])
    weight, shown = np.arange(n + 1)[:, None], np.arange(n + 1)[None]
    gone = np.maximum(weight - shown, 0)
    found = np.zeros((n + 1, n + 1))
    for i in range(missing + 1):
        apart = added + gone + missing - 2 * i
        found += (
            choices[shown, added]
            * choices[gone, i]
            * choices[n - weight, missing - i]
            * np.where(apart <= n, share[np.clip(apart, 0, n)], 0.0)
        )
    return np.where(shown <= weight, found, 0.0)


@lru_cache(maxsize=4)
def _choices(n: int) -> NDArray[np.float64]:
    """Return the ways to choose k of j for all j, k up to n and the corners."""
    most = range(n + N_CORNERS + 1)
    return np.array([[comb(j, k) for k in most] for j in most], np.float64)


@lru_cache(maxsize=16)
def count_splits(weights: tuple[int, ...], n_ids: int, reach: int) -> Splits:
    """Count the splits of wrong sites into missing and added dots.

    Parameters
    ----------
    weights : tuple of int
        Words of the code by weight.
    n_ids : int
        Merchants. Each has four words, which name it; all others name nobody.
    reach : int
        Wrong sites that the decoder corrects at most.

    Returns
    -------
    Splits
        The largest odds first.
    """
    n, total = len(weights) - 1, sum(weights)
    rival, faces = rival_nats(weights), N_TURNS * n_ids
    found = []
    for dots in range(n + 1):
        for corners in range(FEWEST_CORNERS, N_CORNERS + 1):
            # all choices of these dots together
            share = exp(rival[dots, corners]) * comb(n, dots) * comb(N_CORNERS, corners)
            lost = N_CORNERS - corners
            for missing in range(reach + 1):
                for added in range(min(dots, reach - missing) + 1):
                    words = words_at(weights, dots, missing, added)
                    weight = dots - added + missing
                    if words > 0:
                        odds = word_nats(missing + lost, added, weight, n) - log(faces)
                        found.append((odds - rival[dots, corners], share * words * faces / total))
    found.sort(reverse=True)
    nats, shares = np.array(found).T
    return Splits(nats, shares)


@lru_cache(maxsize=16)
def count_pairs(
    weights: tuple[int, ...], differences: tuple[int, ...], n_ids: int, reach: int
) -> Splits:
    """As `count_splits`, by pairs of words: those of the face that lands, and of another.

    Parameters
    ----------
    weights : tuple of int
        Words of the code by weight.
    differences : tuple of int
        Words by the number of sites in which they differ from one of them.
    n_ids, reach : int
        As `count_splits` takes them.
    """
    n, total = len(weights) - 1, sum(weights)
    rival, faces = rival_nats(weights), N_TURNS * n_ids
    choices = _choices(n)
    weight, shown = np.arange(n + 1)[:, None], np.arange(n + 1)[None]
    # a face of so many dots, and each number of them as likely
    face = np.array(weights, np.float64)[:, None] / total / (weight + N_CORNERS - 1)
    found = []
    for corners in range(FEWEST_CORNERS, N_CORNERS + 1):
        lost = N_CORNERS - corners
        lands = (
            face
            * choices[weight, shown]
            * choices[N_CORNERS, corners]
            / np.maximum(choices[weight + N_CORNERS, shown + corners], 1.0)
            * (shown + corners < weight + N_CORNERS)
        )
        for missing in range(reach + 1):
            for added in range(reach - missing + 1):
                near = (lands * words_near(differences, missing, added)).sum(axis=0)
                for dots in np.flatnonzero(near[added:]).tolist():
                    odds = word_nats(missing + lost, added, dots + missing, n) - log(faces)
                    at = dots + added
                    found.append((odds - rival[at, corners], near[at] * faces / total))
    found.sort(reverse=True)
    nats, shares = np.array(found).T
    return Splits(nats, shares)


def splits_of(code: Code) -> Splits:
    """Count the splits of a code: by pairs where noise leaves the count hardly any share."""
    return _splits(words_by_weight(code), _differences(code), code.n_ids, code.distance)


def _differences(code: Code) -> tuple[int, ...]:
    """Return in how many sites words differ from one of them; nothing where pairs do not count."""
    if not is_bounded(WRONG_SHARE[code.distance]):
        return ()
    return _counted(0, tuple(code.rows.tolist()), code.length)


def _splits(
    weights: tuple[int, ...], differences: tuple[int, ...], n_ids: int, distance: int
) -> Splits:
    reach = (distance - 1) // 2
    if differences:
        return count_pairs(weights, differences, n_ids, reach)
    return count_splits(weights, n_ids, reach)


def asked_nats(splits: Splits, promise: float) -> float:
    """Return the log odds that a word must have over the rival, where noise is low.

    The odds are taken from the rarest acceptance downwards, for as long as all that is accepted is
    named wrongly in at most the share `promise` of partly landed faces.
    """
    wrong = np.cumsum(splits.share)
    beyond = int(np.searchsorted(wrong, promise, side="right"))
    return float(splits.nats[beyond]) if beyond < len(wrong) else -inf


def counted_share(splits: Splits, asked: float) -> float:
    """Return the share of partly landed faces that is named wrongly where odds above `asked` do.

    The inverse of `asked_nats`.
    """
    wrong = np.cumsum(splits.share[splits.nats > asked])
    return float(wrong[-1]) if len(wrong) else 0.0


def lost_nats(snr_db: float, sites: int) -> NDArray[np.float64]:
    """Return how many patterns of dots are about as likely as the one that is there, by nats.

    Noise leaves sites in doubt, and the rival gains log(1 + e^-x) for each, x the evidence for what
    is there: normal, with the mean 2 a^2 and the variance 4 a^2, where a^2 = `SITE_POWER` SNR / 4.
    For each pattern from which noise takes some nats there are e to these nats patterns as likely.

    Returns
    -------
    float64 (N_STEPS,)
        Chance that noise takes k `STEP` nats off a word's odds, times that number of patterns.
    """
    squared = SITE_POWER * 10 ** (snr_db / 10) / 4
    normal = np.arange(-8.0, 8.0, 0.001)
    chance = np.exp(-(normal**2) / 2)
    lost = np.logaddexp(0.0, -2 * squared - 2 * sqrt(squared) * normal)
    step = np.minimum(np.rint(lost / STEP).astype(np.intp), N_STEPS)
    one = np.bincount(step, chance / chance.sum() * np.exp(lost), N_STEPS + 1)[:N_STEPS]
    every = np.zeros(N_STEPS)
    every[0] = 1.0
    for _ in range(sites):
        every = np.convolve(every, one)[:N_STEPS]
    return every


def counted_in_noise(splits: Splits, sites: int, snr_db: float, promise: float) -> float:
    """Return the log odds that a word must have over the rival, where noise makes the errors.

    As `asked_nats`; but noise takes nats off the odds of each split, and there are as many more
    patterns that make it.
    """
    lost = lost_nats(snr_db, sites)
    place = np.clip((splits.nats / STEP).astype(np.intp), 0, N_STEPS - 1)
    share = np.bincount(place, splits.share, N_STEPS)
    wrong = np.cumsum(np.convolve(share[::-1], lost)[:N_STEPS])
    beyond = int(np.searchsorted(wrong, promise, side="right"))
    return (N_STEPS - 1 - beyond) * STEP


def is_bounded(promise: float) -> bool:
    """Return whether a promise is so small that wrong fits could break it.

    What is asked for in noise takes no count then: under the rival, odds reach 1 / p with a chance
    of at most p, whatever is counted (Markov).
    """
    return promise < WRONG_FITS


def asked_loud(splits: Splits, promise: float) -> float:
    """Return the log odds that are asked for where dots make the errors.

    Where next to nothing is counted, these are still no less than even.
    """
    if is_bounded(promise):
        return max(asked_nats(splits, BOUNDED_SHARE * promise), 0.0)
    return asked_nats(splits, COUNTED_SHARE * promise)


def asked_in_noise(splits: Splits, sites: int, promise: float) -> float:
    """Return the log odds that are asked for in noise: as the count says, or as Markov does."""
    snr_db = TENTH_DB[sites - N_CORNERS]
    asked = counted_in_noise(splits, sites, snr_db, NOISY_SHARE * promise)
    return POSE_NATS + (max(asked, -log(promise)) if is_bounded(promise) else asked)


@dataclass(frozen=True)
class Landing:
    """What the kernel must know of partly landed faces of a family."""

    rival: NDArray[np.float32]
    """(n + 1, 5), see `rival_nats`."""
    faces_nats: float
    """Log number of the words that name a merchant."""
    asked_loud: float
    """See `asked_loud`."""
    asked_noisy: float
    """See `asked_in_noise`."""


def make_landing(code: Code) -> Landing:
    """Count the partly landed faces of a code."""
    return _landing(words_by_weight(code), _differences(code), code.n_ids, code.distance)


@lru_cache(maxsize=16)
def _landing(
    weights: tuple[int, ...], differences: tuple[int, ...], n_ids: int, distance: int
) -> Landing:
    promise = WRONG_SHARE[distance]
    rival = rival_nats(weights).astype(np.float32)
    rival.setflags(write=False)
    splits = _splits(weights, differences, n_ids, distance)
    return Landing(
        rival,
        log(N_TURNS * n_ids),
        asked_loud(splits, promise),
        asked_in_noise(splits, len(weights) - 1 + N_CORNERS, promise),
    )
