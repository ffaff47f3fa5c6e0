"""How far apart two sets of five dots are, for a reader that knows neither place, turn nor scale.

Take b, turned, shifted and scaled by r, its dots matched to those of a in one of 120 ways, and sum
the squared distances of the matched dots. The least root of that sum is what a reader of a has
left of b. With both centroids at 0 (the best shift, whatever the rest) and points as complex
numbers x + iy, a turn is a factor u with abs(u) = 1, and for a matching m

    sum abs(a_i - r u b_m(i))^2  =  |a|^2 + r^2 |b|^2 - 2 r Re(u c_m)

                            c_m  =  sum conj(a_i) b_m(i)

The best turn makes the last term abs(c_m), the best matching takes the largest; neither depends on
r. What is left is a parabola in r, least at c / |b|^2 or at the end of the range nearest to it::

    dots a, b ─► centroids to 0 ─► c = max abs(c_m) ─► r = c / |b|^2, clamped ─► |a - r b|

Which set is scaled matters: growing the other one instead leaves 1 / r times as much. The distance
is the smaller of both ways, so it is symmetric, and it is what a reader must reckon with. Suppose
a touch lies within R of pattern a at s px/mm and within R of b at t px/mm, and say t <= s. Its
points are s (a + e) and t (b + f), turned, with errors e, f of at most R, so with r = t / s <= 1

    |a - r b|  =  |r f - e|  <=  R + r R  <=  2 R

and r is at least 5.4 / 7.2. Patterns more than 2 R apart never share a touch. A pattern and its
mirror image (`mirrored`) are measured in the same way; so is a pattern and itself, leaving out the
matching of every dot with itself (`self_distance`): what keeps the pose certain.

A bound that costs a hundredth: `bound`.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Scales of phones against each other: 5.4 to 7.2 CSS pixels per mm.
LEAST_SCALE = 0.75
MOST_SCALE = 1.3334

# Matching m pairs dot i of the first set with dot MATCHINGS[m, i]; the first leaves all in place.
MATCHINGS = np.array(list(permutations(range(5))))
# Which of the 25 products conj(a_i) b_j a matching adds up, one column a matching.
TAKEN = (MATCHINGS[:, :, None] == np.arange(5)).reshape(len(MATCHINGS), 25).T.astype(np.float64)
# The ten pairs of five dots.
PAIRS = np.triu_indices(5, k=1)


def distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how far sets of five dots are apart.

    Parameters
    ----------
    a, b : float64 (..., 5, 2)
        x and y in mm, the same number of sets in each, or one.

    Returns
    -------
    float64 (...)
        mm, root of the summed squared distances of the dots.
    """
    return _apart(squares(a), squares(b), correlation(a, b))


def self_distance(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure how far sets (..., 5, 2) are from themselves under every other matching."""
    return _apart(squares(a), squares(a), correlation(a, a, TAKEN[:, 1:]))


def mirrored(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mirror images of sets (..., 5, 2): x changes its sign."""
    return a * (-1.0, 1.0)


def bound(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a lower bound of the distance of all sets from all others, of mirror images too.

    The distance falls as the correlation rises, so an upper bound of that will do.

    Parameters
    ----------
    a : float64 (n, 5, 2)
    b : float64 (m, 5, 2)

    Returns
    -------
    float64 (n, m)
        mm.
    """
    return _apart(squares(a)[:, None], squares(b), correlation_bound(a, b))


def squares(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return |a|^2 of sets (..., 5, 2) about their centroids, (...)."""
    u = _centred(a)
    summed: NDArray[np.float64] = (u.real**2 + u.imag**2).sum(axis=-1)
    return summed


def correlation(
    a: NDArray[np.float64], b: NDArray[np.float64], taken: NDArray[np.float64] = TAKEN
) -> NDArray[np.float64]:
    """Return c, the largest abs(c_m) over matchings, of sets (..., 5, 2)."""
    products = _centred(a).conj()[..., :, None] * _centred(b)[..., None, :]
    listed = products.reshape(*products.shape[:-2], 25)
    largest: NDArray[np.float64] = ((listed.real @ taken) ** 2 + (listed.imag @ taken) ** 2).max(-1)
    return np.sqrt(largest)


def correlation_bound(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what c cannot exceed, for all sets (n, 5, 2) with all sets (m, 5, 2), (n, m).

    Take any vectors f(a) that are linear in a set, that are permuted when its dots are, and whose
    products add up to the sets' own, K times: sum conj(f_k(a)) f_k(b) = K sum conj(a_i) b_i. With
    centroids at 0 there are ::

        a_i           from the centroid to a dot            5    K = 1
        a_i + a_j     to the middle of two dots, twice     10    K = 3
        a_i - a_j     from a dot to another                10    K = 5

    Then K abs(c_m) is at most the sum of products of their lengths, matched in some way, and no way
    gives more than matching both in ascending order. A mirror leaves lengths as they are.
    """
    kinds = zip(_lengths(_centred(a)), _lengths(_centred(b)), strict=True)
    most: NDArray[np.float64] = np.minimum.reduce([u @ v.T for u, v in kinds])
    return most


def spans(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distances between the dots of sets (..., 5, 2), ascending, (..., 10)."""
    across = a[..., PAIRS[0], :] - a[..., PAIRS[1], :]
    return np.sort(np.hypot(across[..., 0], across[..., 1]), axis=-1)


def _lengths(u: NDArray[np.complex128]) -> list[NDArray[np.float64]]:
    """Return the three kinds of lengths, ascending, each over the root of its K."""
    first, second = u[:, PAIRS[0]], u[:, PAIRS[1]]
    kinds = ((u, 1), (first + second, 3), (first - second, 5))
    return [np.sort(np.abs(vectors), axis=-1) / np.sqrt(K) for vectors, K in kinds]


def _centred(a: NDArray[np.float64]) -> NDArray[np.complex128]:
    z = a[..., 0] + 1j * a[..., 1]
    centred: NDArray[np.complex128] = z - z.mean(axis=-1, keepdims=True)
    return centred


def _apart(
    aa: NDArray[np.float64], bb: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the smaller of |a - r b| and |b - r a|, each at its best scale."""
    squares = np.minimum(_left(aa, bb, c), _left(bb, aa, c))
    # rounding may leave less than nothing of a set that equals the other
    return np.sqrt(np.maximum(squares, 0.0))


def _left(
    aa: NDArray[np.float64], bb: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    r = np.clip(c / bb, LEAST_SCALE, MOST_SCALE)
    left: NDArray[np.float64] = aa + r * (r * bb - 2 * c)
    return left
