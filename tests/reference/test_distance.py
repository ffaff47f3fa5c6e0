"""Proof of the distance of the shipped codes, turned and mirrored faces included.

All eight views of all identifiers' codewords differ pairwise in at least `distance` sites, because

1. turning or mirroring a codeword gives a codeword (the code is closed, and its offset looks the
   same in all views), so every view is a word of one linear code moved by the offset, and two of
   them differ by a word of the linear code;
2. no word of the code but zero has fewer than `distance` sites;
3. different identifiers, or different views of one, are different words (the code is free: views of
   the generators are independent; and the orbits of the first byte are disjoint and full).
"""

import numpy as np
import pytest

from stampcodec.design import LATTICES
from stampcodec.lattice.code import Code
from stampcodec.lattice.orientation import BYTE_UNDER, CANONICAL_BYTES
from stampcodec.lattice.symmetry import N_SYMMETRIES
from tests.reference.all_words import weight_distribution
from tests.reference.light_words import light_words, rank, weights

CODES = {name: design.code for name, design in LATTICES.items()}
ON_EVERY_CODE = pytest.mark.parametrize("code", CODES.values(), ids=CODES)
# Those whose words can all be counted.
COUNTED = [name for name, code in CODES.items() if code.dimension <= 24]

PARAMETERS = {
    "lattice7": (44, 24, 8, 2**20),
    "lattice7h12": (44, 16, 12, 2**12),
    "lattice8": (60, 32, 10, 2**28),
    "lattice8h14": (60, 24, 14, 2**20),
    "lattice8h18": (60, 16, 18, 2**12),
}
# Words of the linear code by weight, from the distance on.
LIGHT = {
    "lattice7": [159, 792, 2412],
    "lattice7h12": [96, 216, 432],
    "lattice8": [228],
    "lattice8h14": [296, 792, 2397],
    "lattice8h18": [20, 136, 294],
}


@pytest.mark.parametrize("name", CODES)
def test_the_parameters_are_those_of_the_design(name: str) -> None:
    code = CODES[name]
    assert (code.length, code.dimension, code.distance, code.n_ids) == PARAMETERS[name]


@ON_EVERY_CODE
def test_the_views_of_the_generators_are_independent(code: Code) -> None:
    assert len(code.rows) == 8 * len(code.generators) == code.dimension
    assert rank(code.rows.tolist(), code.length) == code.dimension


@ON_EVERY_CODE
def test_every_view_of_every_row_is_a_codeword(code: Code) -> None:
    rows = code.rows.tolist()
    views = [code.view(row, s) for row in rows for s in range(N_SYMMETRIES)]
    assert rank(rows + views, code.length) == code.dimension


@ON_EVERY_CODE
def test_the_offset_looks_the_same_in_all_views(code: Code) -> None:
    assert {code.view(code.offset, s) for s in range(N_SYMMETRIES)} == {code.offset}


@ON_EVERY_CODE
def test_no_codeword_is_lighter_than_the_distance_and_some_reach_it(code: Code) -> None:
    light = weights(light_words(code.rows.tolist(), code.length, code.distance))
    assert light.min() == code.distance


@ON_EVERY_CODE
def test_no_two_identifiers_share_a_view(code: Code) -> None:
    first_bytes = BYTE_UNDER[:, CANONICAL_BYTES]
    assert len(np.unique(first_bytes)) == first_bytes.size == code.n_ids >> 8 * (code.rank - 1) << 3
    assert all(len(np.unique(image)) == 256 for image in BYTE_UNDER)


@pytest.mark.parametrize("name", CODES)
def test_the_light_words_are_those_of_the_specification(name: str) -> None:
    code = CODES[name]
    assert len(light_words(code.rows.tolist(), code.length, code.distance)) == LIGHT[name][0]


@pytest.mark.parametrize("name", COUNTED)
def test_all_words_counted_give_the_same_distance_and_the_same_light_words(name: str) -> None:
    code = CODES[name]
    counts = weight_distribution(code.rows.tolist(), 0)
    assert counts.sum() == 1 << code.dimension
    assert counts[0] == 1
    assert np.flatnonzero(counts)[1] == code.distance
    assert counts[code.distance : code.distance + 3].tolist() == LIGHT[name]
