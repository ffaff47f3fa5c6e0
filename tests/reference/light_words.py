"""List every light word of a binary linear code, exactly.

The method is Brouwer's and Zimmermann's, in its plainest form. Part the sites into an information
set A and the rest B. A word with at most W sites has at most W // 2 of them in A, or at most
(W - 1) // 2 in B::

          A                     B
    [ identity       |  whatever        ]    words with few sites in A: sums of few rows
    [ whatever       |  identity, more  ]    words with few sites in B: sums of few rows,
    [ whatever       |  0               ]    plus any sum of the rows that vanish on B

Both lists are short, so all of both is looked at. Nothing here knows symmetries or stamps.

``python -m tests.reference.light_words`` prints how many words of each small weight the codes have.

References
----------
A. Betten et al., Error-Correcting Linear Codes, Springer 2006, section 1.8.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def weights(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Count the sites of each word."""
    octets = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 8)
    counts: NDArray[np.int64] = np.unpackbits(octets, axis=1).sum(axis=1, dtype=np.int64)
    return counts


def reduce(rows: list[int], sites: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Gauss-Jordan elimination on some of the sites.

    Returns
    -------
    pivots, reduced, vanishing : lists of int
        `reduced[i]` holds site `pivots[i]` and no other pivot; `vanishing` rows hold none of
        `sites`. Together the two span what `rows` span.
    """
    reduced: list[int] = []
    pivots: list[int] = []
    rest = list(rows)
    for site in sites:
        pivot = next((row for row in rest if row >> site & 1), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        rest = [row ^ pivot if row >> site & 1 else row for row in rest]
        reduced = [row ^ pivot if row >> site & 1 else row for row in reduced]
        reduced.append(pivot)
        pivots.append(site)
    return pivots, reduced, rest


def rank(rows: list[int], length: int) -> int:
    """Count the linearly independent rows."""
    return len(reduce(rows, list(range(length)))[0])


def sums(rows: list[int], most: int) -> NDArray[np.uint64]:
    """Add up every choice of at most `most` of the rows, the empty one included."""
    array = np.array(rows, dtype=np.uint64)
    total = [np.zeros(1, dtype=np.uint64)]
    for size in range(1, min(most, len(rows)) + 1):
        chosen = np.array(list(combinations(range(len(rows)), size)))
        total.append(np.bitwise_xor.reduce(array[chosen], axis=1))
    return np.concatenate(total)


def light_words(rows: list[int], length: int, most: int) -> NDArray[np.uint64]:
    """Find every word, except zero, that holds at most `most` sites.

    Parameters
    ----------
    rows : list of int
        Span the code; bit ``i`` is site ``i``.
    length : int
        Number of sites, at most 64.
    most : int
        Sites of a light word.

    Returns
    -------
    uint64 (n,)
        Ascending, each word once.
    """
    information, systematic, _ = reduce(rows, list(range(length)))
    others = [site for site in range(length) if site not in information]
    _, second, vanishing = reduce(rows, others)
    few_in_a = sums(systematic, most // 2)
    few_in_b = sums(second, (most - 1) // 2)[:, None] ^ sums(vanishing, len(vanishing))[None, :]
    found = np.unique(np.concatenate([few_in_a, few_in_b.ravel()]))
    weight = weights(found)
    return found[(weight > 0) & (weight <= most)]


if __name__ == "__main__":
    from stampcodec.lattice.code import LATTICE7, LATTICE8

    for code in (LATTICE7, LATTICE8):
        light = weights(light_words(code.rows.tolist(), code.length, code.distance + 2))
        counts = ", ".join(f"{(light == w).sum()} of weight {w}" for w in np.unique(light))
        print(f"[{code.length}, {code.dimension}] code: {counts}")
