"""Candidate codewords around soft decisions: ordered statistics, for many frames at once.

::

    reliabilities -> most reliable basis -> hard decision there -> words that differ in up to
                     (elimination)          in every coset         `order` of its sites

M. Fossorier, S. Lin, "Soft-decision decoding of linear block codes based on ordered statistics",
IEEE Trans. Inf. Theory 41 (1995). The reader's kernel has an implementation of its own; this one
shares nothing with it.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ONE = np.uint64(1)


def flip_patterns(dimension: int, order: int) -> NDArray[np.intp]:
    """List all sets of up to `order` rows, (n_patterns, order); `dimension` stands for no row."""
    return np.array(
        [
            rows + (dimension,) * (order - len(rows))
            for count in range(order + 1)
            for rows in combinations(range(dimension), count)
        ],
        dtype=np.intp,
    )


def reliable_basis(
    rows: NDArray[np.uint64], order: NDArray[np.intp]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Reduce a generator so that each row alone has one of the most reliable sites.

    Parameters
    ----------
    rows : ndarray of uint64, shape (k,)
    order : ndarray of int, shape (n_frames, n_bits)
        Sites of every frame, most reliable first.

    Returns
    -------
    rows : ndarray of uint64, shape (n_frames, k)
    sites : ndarray of uint64, shape (n_frames, k)
        The site that belongs to each row.
    """
    n_frames, n_bits = order.shape
    reduced = np.tile(rows, (n_frames, 1))
    sites = np.zeros_like(reduced)
    used = np.zeros(reduced.shape, dtype=np.bool_)
    frame = np.arange(n_frames)
    for step in range(n_bits):
        bit = order[:, step].astype(np.uint64)
        holds: NDArray[np.bool_] = ((reduced >> bit[:, None]) & ONE).astype(np.bool_)
        free = holds & ~used
        pivot = free.argmax(axis=1)
        found = free[frame, pivot]
        change = holds & found[:, None]
        change[frame, pivot] = False
        reduced ^= np.where(change, reduced[frame, pivot][:, None], np.uint64(0))
        used[frame, pivot] |= found
        sites[frame[found], pivot[found]] = bit[found]
    return reduced, sites


def candidates(
    rows: NDArray[np.uint64],
    sites: NDArray[np.uint64],
    cosets: NDArray[np.uint64],
    hard: np.uint64,
    patterns: NDArray[np.intp],
) -> NDArray[np.uint64]:
    """List the words of every coset that agree with a hard decision up to a pattern of flips.

    Parameters
    ----------
    rows, sites : ndarray of uint64, shape (k,)
        One frame's, from `reliable_basis`.
    cosets : ndarray of uint64, shape (c,)
        A word of each.
    hard : uint64
    patterns : ndarray of int, shape (p, order)

    Returns
    -------
    ndarray of uint64, shape (c * p,)
    """
    wrong = ((cosets[:, None] ^ hard) >> sites & ONE).astype(np.bool_)
    start = cosets ^ np.bitwise_xor.reduce(np.where(wrong, rows, np.uint64(0)), axis=1)
    with_none = np.append(rows, np.uint64(0))
    flips = np.bitwise_xor.reduce(with_none[patterns], axis=1)
    words: NDArray[np.uint64] = (start[:, None] ^ flips).ravel()
    return words


def discrepancies(words: NDArray[np.uint64], evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the evidence against each word: |LLR| of the sites where it differs from the signs.

    Parameters
    ----------
    words : ndarray of uint64, shape (n,)
    evidence : ndarray, shape (n_bits,)
        Log-likelihood ratios, positive for a dot.
    """
    padded = np.zeros(64)
    padded[: len(evidence)] = evidence
    total = np.zeros(len(words))
    octets = words.astype("<u8").view(np.uint8).reshape(-1, 8)
    dots = (np.arange(256)[:, None] >> np.arange(8)) & 1
    for k in range(8):
        part = padded[8 * k : 8 * k + 8]
        cost = np.where(dots == (part > 0), 0.0, np.abs(part)).sum(axis=1)
        total += cost[octets[:, k]]
    return total


def bits(words: NDArray[np.uint64], n_bits: int) -> NDArray[np.uint8]:
    """Unpack words into sites, (n, n_bits)."""
    shift = np.arange(n_bits, dtype=np.uint64)
    return ((words[:, None] >> shift) & ONE).astype(np.uint8)
