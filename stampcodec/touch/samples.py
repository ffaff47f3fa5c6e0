"""The average of one press: which point is which, which samples are wild (docs/reader.md 13.7).

::

    samples -> complete ones -> against a reference    -> median  -> mean of those near it
               about their      matched and turned,       of all     in the mean place and turn
               centroids        a stamp may be moving
"""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stampcodec.touch.acceptance import FREEDOM

Complex = NDArray[np.complex128]

MOST_SAMPLES = 256
"""Looked at in one press; of more, as many spread evenly. A press has 10 to 30."""
REFERENCES = 8
"""Samples tried as reference: with at most half of all wild, hardly all of these are."""
WILD = 2.0
"""Times the median distance from the median that a sample may be off: chi-squared with 7 degrees of
freedom is beyond four times its median once in two thousand."""
MOST_PX2, LEAST_PX2 = 1e100, 1e-100
"""Summed squares of five points of this world, about their centroid."""
LEAST_TURN = 1e-6
"""Magnitude of a mean of turns that still has a direction."""
MATCHINGS = np.array(list(permutations(range(5))))


class Average(NamedTuple):
    """What the samples of a press agree on.

    Attributes
    ----------
    points : float64 (5, 2)
        px.
    n : int
        Samples averaged.
    scatter_px : float
        Of these about their average, per axis, RMS; 0 for one.
    """

    points: NDArray[np.float64]
    n: int
    scatter_px: float


def average_samples(samples: NDArray[np.float64], farthest_px: float) -> Average | None:
    """Average the samples of a press, whatever the order of the points in each.

    Parameters
    ----------
    samples : float64 (t, 5, 2)
        px; samples with NaN, infinite or hopeless values are left out.
    farthest_px : float
        Root of summed squares by which a sample may differ from the others in shape.

    Returns
    -------
    Average or None
        None where most of the samples do not agree.
    """
    complete = np.flatnonzero(np.isfinite(samples).all(axis=(1, 2)))
    if len(complete) > MOST_SAMPLES:
        complete = complete[np.linspace(0, len(complete) - 1, MOST_SAMPLES).astype(int)]
    samples = samples[complete]
    with np.errstate(over="ignore", invalid="ignore"):
        places = samples[..., 0] + 1j * samples[..., 1]
        centres = places.mean(axis=1)
        shapes = places - centres[:, None]
        squares = (shapes.real**2 + shapes.imag**2).sum(axis=1)
    sound = (squares > LEAST_PX2) & (squares < MOST_PX2)
    centres, shapes = centres[sound], shapes[sound]
    if len(shapes) == 0:
        return None
    first = np.unique(np.linspace(0, len(shapes) - 1, REFERENCES).astype(int))
    tries = [aligned(shapes, shapes[k]) for k in first]
    upright, turns = min(tries, key=lambda found: float(np.median(found[2])))[:2]
    median = np.median(upright.real, axis=0) + 1j * np.median(upright.imag, axis=0)
    off = np.sqrt((np.abs(upright - median) ** 2).sum(axis=1))
    near = off <= min(WILD * float(np.median(off)) + 1e-9, farthest_px)
    if 2 * int(near.sum()) <= len(shapes):
        return None
    turn = turns[near].mean()
    # turns that cancel have no mean: any of them then
    turn = turn / abs(turn) if abs(turn) > LEAST_TURN else turns[near][0]
    shape = upright[near].mean(axis=0)
    n = int(near.sum())
    squares = float((np.abs(upright[near] - shape) ** 2).sum())
    mean = shape * turn + centres[near].mean()
    return Average(
        np.column_stack([mean.real, mean.imag]), n, (squares / (FREEDOM * max(n - 1, 1))) ** 0.5
    )


def aligned(shapes: Complex, reference: Complex) -> tuple[Complex, Complex, NDArray[np.float64]]:
    """Match and turn shapes so that they lie on a reference.

    Parameters
    ----------
    shapes : complex (t, 5)
        About their centroids.
    reference : complex (5,)

    Returns
    -------
    upright : complex (t, 5)
        In the order of the reference's points, turned to it.
    turns : complex (t,)
        Of magnitude 1; times these, `upright` is as it was.
    off : float64 (t,)
        Root of summed squares left.
    """
    along = np.einsum("tmk,k->tm", shapes[:, MATCHINGS], reference.conj())
    best = np.abs(along).argmax(axis=1)
    which = np.arange(len(shapes))
    turns = along[which, best]
    length = np.abs(turns)
    turns = np.where(length > 0, turns / np.where(length > 0, length, 1), 1)
    upright = shapes[which[:, None], MATCHINGS[best]] * turns.conj()[:, None]
    off = np.sqrt((np.abs(upright - reference) ** 2).sum(axis=1))
    return upright, turns, off
