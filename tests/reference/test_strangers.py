"""How far the words of one family are from those of the others on its lattice, exactly.

A word of a family and one of lattice7 or lattice8, whose code is C, differ by a word of a coset of
C. A coset has words of weight w or less just where its syndrome is the sum of w sites' syndromes.
So all sets of up to half as many sites are listed, and the sums of two of them are looked up.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from stampcodec.design import LATTICES
from stampcodec.lattice.code import Code
from tests.reference.all_words import span, weight_distribution
from tests.reference.light_words import rank, reduce, weights

CODES = {name: design.code for name, design in LATTICES.items()}
# What each family corrects for certain.
RADIUS = {name: (code.distance - 1) // 2 for name, code in CODES.items()}
# The nearest two words of two families on one lattice.
APART = {
    ("lattice7", "lattice7h12"): 6,
    ("lattice8", "lattice8h14"): 6,
    ("lattice8", "lattice8h18"): 9,
    ("lattice8h14", "lattice8h18"): 11,
}


def checked(code: Code, words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the syndromes of patterns by the linear code: bit c is check c."""
    total = np.zeros(len(words), np.uint64)
    for c, check in enumerate(code.checks):
        total |= (weights(words & check).astype(np.uint64) & np.uint64(1)) << np.uint64(c)
    return total


def sums(code: Code, most: int) -> NDArray[np.uint64]:
    """List the syndromes of all sets of at most some sites."""
    of_site = checked(code, np.uint64(1) << np.arange(code.length, dtype=np.uint64))
    found = [np.zeros(1, np.uint64)]
    # by their last site: a set of n is one of n - 1 that ends before it
    ending = [[found[0]], *([] for _ in range(code.length))]
    for _ in range(most):
        longer: list[list[NDArray[np.uint64]]] = [[] for _ in range(code.length + 1)]
        before: list[NDArray[np.uint64]] = []
        for site in range(code.length):
            before += ending[site]
            if before:
                longer[site + 1] = [np.concatenate(before) ^ of_site[site]]
        ending = longer
        found += [part for parts in ending for part in parts]
    return np.concatenate(found)


def cosets(code: Code, other: Code) -> NDArray[np.uint64]:
    """List the syndromes, by `code`, of all differences between words of two families."""
    known = checked(code, other.rows)
    offset = checked(code, np.array([code.offset ^ other.offset], np.uint64))[0]
    _, independent, _ = reduce(known.tolist(), list(range(code.length - code.dimension)))
    found: NDArray[np.uint64] = span(independent) ^ offset
    return found


def reaches(code: Code, syndromes: NDArray[np.uint64], most: int) -> bool:
    """Tell whether a word of one of these cosets of a code has at most some sites."""
    few, more = sums(code, most // 2), np.sort(sums(code, most - most // 2))
    wanted = (few[:, None] ^ syndromes).ravel()
    at = np.minimum(np.searchsorted(more, wanted), len(more) - 1)
    return bool((more[at] == wanted).any())


OF_PARENTS = [pair for pair in APART if pair[0] in {"lattice7", "lattice8"}]
PAIRS = pytest.mark.parametrize(("name", "other"), OF_PARENTS, ids=str)


@PAIRS
def test_no_two_words_of_two_families_are_nearer_than_the_table_says(name: str, other: str) -> None:
    code, moved = CODES[name], CODES[other]
    differences = cosets(code, moved)
    assert not reaches(code, differences, APART[name, other] - 1)
    assert reaches(code, differences, APART[name, other])


def test_the_two_families_of_few_words_with_8_columns_are_as_far_apart() -> None:
    # the words of the one are a part of those of the other, moved: one coset, all counted
    more, fewer = CODES["lattice8h14"], CODES["lattice8h18"]
    both = [*more.rows.tolist(), *fewer.rows.tolist()]
    assert rank(both, more.length) == more.dimension
    counts = weight_distribution(more.rows.tolist(), more.offset ^ fewer.offset)
    assert np.flatnonzero(counts)[0] == APART["lattice8h14", "lattice8h18"]


def test_no_reader_corrects_a_face_of_another_family_but_one_that_corrects_six_of_lattice8() -> (
    None
):
    able = [
        (reads, face)
        for one, two in APART
        for reads, face in ((one, two), (two, one))
        if RADIUS[reads] >= APART[one, two]
    ]
    assert able == [("lattice8h14", "lattice8")]


def test_the_words_of_lattice8_that_six_corrections_make_one_of_lattice8h14_are_counted() -> None:
    code = CODES["lattice8"]
    of_three = np.sort(sums(code, 3)[-math.comb(code.length, 3) :])
    total = 0
    for syndrome in cosets(code, CODES["lattice8h14"]):
        wanted = of_three ^ syndrome
        right = np.searchsorted(of_three, wanted, "right")
        total += int((right - np.searchsorted(of_three, wanted, "left")).sum())
    # six sites are two threes in twenty ways
    assert total // math.comb(6, 3) == 56
