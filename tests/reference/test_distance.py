"""Proof of the distance of the shipped codes, turned and mirrored faces included.

All eight views of all identifiers' codewords differ pairwise in at least `distance` sites, because

1. turning or mirroring a codeword gives a codeword (the code is closed), so every view is a word
   of one linear code, and two words of a linear code differ by a word of that code;
2. no word of the code but zero has fewer than `distance` sites;
3. different identifiers, or different views of one, are different words (the code is free: views of
   the generators are independent; and the orbits of the first byte are disjoint and full).
"""

import numpy as np
import pytest

from stampcodec.lattice.code import LATTICE7, LATTICE8, Code
from stampcodec.lattice.orientation import BYTE_UNDER, CANONICAL_BYTES
from stampcodec.lattice.symmetry import N_SYMMETRIES
from tests.reference.light_words import light_words, rank, weights

pytestmark = pytest.mark.parametrize("code", [LATTICE7, LATTICE8], ids=["lattice7", "lattice8"])

PARAMETERS = {7: (44, 24, 8, 2**20), 8: (60, 32, 10, 2**28)}


def test_the_parameters_are_those_of_the_design(code: Code) -> None:
    assert (code.length, code.dimension, code.distance, code.n_ids) == PARAMETERS[code.columns]


def test_the_views_of_the_generators_are_independent(code: Code) -> None:
    assert len(code.rows) == 8 * len(code.generators) == code.dimension
    assert rank(code.rows.tolist(), code.length) == code.dimension


def test_every_view_of_every_row_is_a_codeword(code: Code) -> None:
    rows = code.rows.tolist()
    views = [code.view(row, s) for row in rows for s in range(N_SYMMETRIES)]
    assert rank(rows + views, code.length) == code.dimension


def test_no_codeword_is_lighter_than_the_distance_and_some_reach_it(code: Code) -> None:
    light = weights(light_words(code.rows.tolist(), code.length, code.distance))
    assert light.min() == code.distance


def test_no_two_identifiers_share_a_view(code: Code) -> None:
    first_bytes = BYTE_UNDER[:, CANONICAL_BYTES]
    assert len(np.unique(first_bytes)) == first_bytes.size == code.n_ids >> 8 * (code.rank - 1) << 3
    assert all(len(np.unique(image)) == 256 for image in BYTE_UNDER)


def test_the_light_words_are_those_of_the_specification(code: Code) -> None:
    light = light_words(code.rows.tolist(), code.length, code.distance)
    assert len(light) == {7: 159, 8: 228}[code.columns]
