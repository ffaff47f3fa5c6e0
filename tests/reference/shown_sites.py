"""What a frame in noise shows of a face, site after site, by dense linear algebra and plain sums.

The kernel takes the sites off a banded Cholesky factor, and sums only what is in doubt; here every
site is conditioned on those after it by full matrices (docs/reader.md 9.9).
"""

from __future__ import annotations

from math import comb, exp, log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec.lattice.landing import ADDED_NATS, MISSING_NATS, N_CORNERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.landing import Landing


class Shown(NamedTuple):
    """Whether each site is taken to show a dot, and by how many nats rather than the other."""

    dots: NDArray[np.bool_]
    nats: NDArray[np.float64]


def follow(
    pictures: NDArray[np.float64],
    counts: NDArray[np.float64],
    mean: NDArray[np.float64],
    gain: float,
    noise: float,
    word: NDArray[np.bool_],
) -> Shown:
    """Take each site for what it shows, the last one first, given those after it.

    Parameters
    ----------
    pictures : float64 (nodes, n)
        Of one dot each, with a peak of 1.
    counts : float64 (nodes,)
    mean : float64 (n,)
        Expected amplitudes before the frame; their deviation is half of `gain`.
    gain, noise : float
        Counts, as fitted.
    word : bool (n,)
        Sites of the word's face that hold a dot.
    """
    own = 4 / gain**2
    precision = pictures.T @ pictures / noise**2 + own * np.eye(len(mean))
    spread = np.linalg.inv(precision)
    amplitude = spread @ (pictures.T @ counts / noise**2 + own * mean)
    for _ in range(2):
        shown = Shown(np.zeros(len(mean), np.bool_), np.zeros(len(mean)))
        value = np.zeros(len(mean))
        matched_sum = known_sum = 0.0
        for i in range(len(mean) - 1, -1, -1):
            after = slice(i + 1, None)
            reach = np.linalg.solve(spread[after, after], spread[after, i])
            centre = amplitude[i] + reach @ (value[after] - amplitude[after])
            variance = spread[i, i] - reach @ spread[after, i]
            # less what was known of the site before the frame
            matched, known = centre / variance - own * mean[i], 1 / variance - own
            nats = gain * (matched - known * gain / 2)
            shown.dots[i] = nats + (MISSING_NATS if word[i] else -ADDED_NATS) > 0
            shown.nats[i] = nats if shown.dots[i] else -nats
            if shown.dots[i]:
                value[i] = gain
                matched_sum += matched
                known_sum += known
        # a word with half of its dots was fitted with half of the gain
        gain = matched_sum / known_sum
    return shown


def odds_of(
    shown: Shown, word: NDArray[np.bool_], is_corner: NDArray[np.bool_], landing: Landing
) -> float:
    """Return the log odds of a word, landed or not, against a partly landed face of anybody."""
    gone, extra = exp(-MISSING_NATS), exp(-ADDED_NATS)
    doubt = np.exp(-shown.nats)
    shows = np.where(word, 1 - gone, extra)
    as_taken = np.where(shown.dots, shows, 1 - shows)
    landed = np.log(as_taken + (1 - as_taken) * doubt).sum()
    added = shown.dots & ~word & ~is_corner
    missing, whole = int((word & ~shown.dots).sum()), int(word.sum())
    in_part = float(np.log(extra + (1 - extra) * doubt[added]).sum())
    in_part -= log((whole - 1) * comb(whole, max(missing, 1)))
    dots, corners = int((shown.dots & ~is_corner).sum()), int((shown.dots & is_corner).sum())
    here = float(landing.rival[dots, corners])
    rival = landing.faces_nats + here
    for i, nats in enumerate(shown.nats):
        step = -1 if shown.dots[i] else 1
        if is_corner[i]:
            there = landing.rival[dots, min(max(corners + step, 0), N_CORNERS)]
        else:
            there = landing.rival[min(max(dots + step, 0), len(landing.rival) - 1), corners]
        rival += np.logaddexp(0, float(there) - here - nats)
    return float(np.logaddexp(landed, in_part)) - rival
