from __future__ import annotations

import numpy as np
import pytest

from benchmarks.lattice.candidates import (
    bits,
    candidates,
    discrepancies,
    flip_patterns,
    reliable_basis,
)
from stampcodec.lattice.code import LATTICE7, LATTICE8, Code


@pytest.mark.parametrize("code", [LATTICE7, LATTICE8], ids=["lattice7", "lattice8"])
def test_each_row_of_the_basis_alone_has_its_site(code: Code) -> None:
    order = np.random.default_rng(1).permuted(np.tile(np.arange(code.length), (5, 1)), axis=1)
    rows, sites = reliable_basis(code.rows, order)
    for reduced, own in zip(rows, sites, strict=True):
        has = (reduced[:, None] >> own) & np.uint64(1)
        assert np.array_equal(has, np.eye(code.dimension))
        assert all(code.contains(int(word)) for word in reduced)


def test_the_basis_is_the_first_sites_that_are_independent() -> None:
    order = np.arange(LATTICE7.length)[None]
    _, sites = reliable_basis(LATTICE7.rows, order)
    chosen = sorted(sites[0].tolist())
    seen: list[int] = []
    for site in range(LATTICE7.length):
        columns = [
            sum(int(row) >> s & 1 and 1 << k for k, row in enumerate(LATTICE7.rows))
            for s in [*seen, site]
        ]
        if rank(columns) == len(columns):
            seen.append(site)
    assert chosen == seen


def rank(columns: list[int]) -> int:
    """Gaussian elimination over two elements, column by column."""
    basis: list[int] = []
    for column in columns:
        left = column
        for other in basis:
            left = min(left, left ^ other)
        if left:
            basis.append(left)
    return len(basis)


def test_every_candidate_is_a_word_of_one_of_the_cosets() -> None:
    subcode = LATTICE7.rows[8:]
    cosets = LATTICE7.rows[:3]
    rows, sites = reliable_basis(subcode, np.arange(LATTICE7.length)[::-1][None])
    words = candidates(rows[0], sites[0], cosets, np.uint64(0x5A5A5A5A5), flip_patterns(16, 2))
    assert len(words) == len(set(words.tolist())) == 3 * (1 + 16 + 120)
    first_bytes = {LATTICE7.message(int(word)) & 0xFF for word in words}
    assert first_bytes == {1, 2, 4}


def test_a_codeword_with_two_wrong_sites_is_among_the_candidates() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        word = LATTICE8.encode(int(rng.integers(1 << 32)))
        order = rng.permutation(LATTICE8.length)
        hard = np.uint64(word ^ 1 << int(order[0]) ^ 1 << int(order[5]))
        rows, sites = reliable_basis(LATTICE8.rows, order[None])
        words = candidates(rows[0], sites[0], np.zeros(1, np.uint64), hard, flip_patterns(32, 2))
        assert word in words.tolist()


def test_the_discrepancy_is_the_evidence_against_a_word() -> None:
    rng = np.random.default_rng(3)
    evidence = rng.standard_normal(60)
    words = rng.integers(1 << 60, size=50, dtype=np.uint64)
    slow = [
        sum(abs(e) for k, e in enumerate(evidence) if (int(word) >> k & 1) != (e > 0))
        for word in words
    ]
    assert discrepancies(words, evidence) == pytest.approx(np.array(slow))


def test_bits_are_the_sites_of_a_word_from_the_lowest_on() -> None:
    assert bits(np.array([0b1101], np.uint64), 6).tolist() == [[1, 0, 1, 1, 0, 0]]
