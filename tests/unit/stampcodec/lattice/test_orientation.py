"""The tables of the first byte."""

import numpy as np
import pytest

from stampcodec.lattice.orientation import (
    BYTE_UNDER,
    CANONICAL_BYTES,
    N_ORBITS,
    ORBIT_OF,
    SYMMETRY_OF,
)
from stampcodec.lattice.symmetry import N_SYMMETRIES, compose


def test_bit_t_of_a_byte_goes_to_the_bit_of_the_composed_symmetry() -> None:
    for s in range(N_SYMMETRIES):
        for t in range(N_SYMMETRIES):
            assert BYTE_UNDER[s, 1 << t] == 1 << compose(s, t)


def test_sixteen_of_the_twenty_four_full_orbits_are_used() -> None:
    full = {
        frozenset(BYTE_UNDER[:, byte].tolist())
        for byte in range(256)
        if len(set(BYTE_UNDER[:, byte].tolist())) == N_SYMMETRIES
    }
    smallest = sorted(min(orbit) for orbit in full)
    assert len(full) == 24
    assert CANONICAL_BYTES.tolist() == smallest[:N_ORBITS]


def test_half_of_all_bytes_belong_to_an_orbit_eight_to_each() -> None:
    used, counts = np.unique(ORBIT_OF[ORBIT_OF >= 0], return_counts=True)
    assert used.tolist() == list(range(N_ORBITS))
    assert set(counts.tolist()) == {8}


def test_the_symmetry_of_a_byte_carries_the_canonical_byte_to_it() -> None:
    for byte in np.flatnonzero(ORBIT_OF >= 0):
        assert BYTE_UNDER[SYMMETRY_OF[byte], CANONICAL_BYTES[ORBIT_OF[byte]]] == byte


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x0F, 0x99])
def test_a_byte_that_some_symmetry_leaves_alone_belongs_to_no_orbit(byte: int) -> None:
    assert byte in BYTE_UNDER[1:, byte]
    assert ORBIT_OF[byte] == -1


@pytest.mark.parametrize("table", [BYTE_UNDER, CANONICAL_BYTES, ORBIT_OF, SYMMETRY_OF])
def test_the_tables_cannot_be_written(
    table: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]",
) -> None:
    assert not table.flags.writeable
