"""The codes: their tables agree with one another, and misuse is refused."""

import numpy as np
import pytest

from stampcodec import family
from stampcodec.design import LATTICES
from stampcodec.lattice.code import LATTICE8, Code, coded_points, make_code
from stampcodec.lattice.symmetry import N_SYMMETRIES
from tests.reference.light_words import rank

CODES = pytest.mark.parametrize("code", [row.code for row in LATTICES.values()], ids=LATTICES)


def parity(word: int) -> int:
    return word.bit_count() & 1


@CODES
def test_row_8g_plus_s_is_generator_g_under_symmetry_s(code: Code) -> None:
    for g, generator in enumerate(code.generators):
        for s in range(N_SYMMETRIES):
            assert code.rows[8 * g + s] == code.view(generator, s)


@CODES
def test_each_message_bit_is_at_home_in_one_row_and_no_other(code: Code) -> None:
    picked = [[row >> home & 1 for row in code.rows.tolist()] for home in code.homes.tolist()]
    assert picked == np.eye(code.dimension, dtype=int).tolist()


@CODES
def test_every_row_passes_every_check_and_the_checks_are_independent(code: Code) -> None:
    assert not any(parity(r & c) for r in code.rows.tolist() for c in code.checks.tolist())
    assert rank(code.checks.tolist(), code.length) == code.length - code.dimension


@CODES
@pytest.mark.parametrize("table", ["images", "rows", "homes", "checks"])
def test_the_tables_cannot_be_written(code: Code, table: str) -> None:
    assert not getattr(code, table).flags.writeable


@CODES
def test_tables_have_the_types_that_the_kernel_reads(code: Code) -> None:
    assert code.rows.dtype == code.checks.dtype == np.uint64
    assert code.orbit_of.dtype == np.int8
    assert code.symmetry_of.dtype == code.byte_under.dtype == np.uint8
    assert code.canonical_bytes.dtype == code.homes.dtype == code.images.dtype == np.uint8
    assert code.images.shape == (8, code.length)


@CODES
def test_coded_points_are_the_data_sites_of_the_family(code: Code) -> None:
    lattice = family(f"lattice{code.columns}")
    half_pitches = lattice.sites[lattice.data_sites] * (2 / lattice.pitch_mm)
    np.testing.assert_array_equal(half_pitches, coded_points(code.columns))


@CODES
def test_a_single_wrong_site_makes_no_codeword(code: Code) -> None:
    codeword = code.encode(code.message_of_id(471))
    assert code.contains(codeword)
    assert not any(code.contains(codeword ^ 1 << site) for site in range(code.length))


@CODES
def test_a_word_with_a_site_beyond_the_lattice_is_no_codeword(code: Code) -> None:
    assert not code.contains(1 << code.length)
    assert not code.contains(-1)


@CODES
def test_the_message_of_something_else_than_a_codeword_is_refused(code: Code) -> None:
    other = code.offset ^ 1
    with pytest.raises(ValueError, match=f"{other:#x} is no word of the"):
        code.message(other)
    with pytest.raises(ValueError, match=f"{other:#x} is no word of the"):
        code.id_and_symmetry(other)


@CODES
@pytest.mark.parametrize("offset", [-1, 0])
def test_a_message_out_of_range_is_refused(code: Code, offset: int) -> None:
    outside = -1 if offset else 1 << code.dimension
    with pytest.raises(ValueError, match=f"not {outside}"):
        code.encode(outside)


@CODES
def test_an_identifier_out_of_range_is_refused(code: Code) -> None:
    for outside in (-1, code.n_ids):
        with pytest.raises(ValueError, match=f"0 .. {code.n_ids - 1}, not {outside}"):
            code.message_of_id(outside)


@CODES
def test_the_last_identifier_takes_the_last_orbit_and_full_bytes(code: Code) -> None:
    message = code.message_of_id(code.n_ids - 1).to_bytes(code.rank, "little")
    assert code.orbit_of[message[0]] == 15
    assert set(message[1:]) == {0xFF}


def test_a_code_with_more_message_bytes_than_the_core_has_room_for_is_refused() -> None:
    seats = dict(zip(LATTICE8.seats, LATTICE8.generators, strict=True))
    long = make_code(8, 1, {**seats, 9: 1 << 9})
    with pytest.raises(ValueError, match="room for 4 message bytes, 24 orbits"):
        long.encode(0)


@CODES
def test_the_offset_looks_the_same_under_every_symmetry_and_holds_no_message_bit(
    code: Code,
) -> None:
    assert {code.view(code.offset, s) for s in range(N_SYMMETRIES)} == {code.offset}
    assert not any(code.offset >> home & 1 for home in code.homes.tolist())
    assert code.encode(0) == code.offset


@CODES
def test_a_codeword_whose_first_byte_is_symmetric_carries_no_identifier(code: Code) -> None:
    assert code.id_and_symmetry(code.offset) is None
    assert code.id_and_symmetry(code.encode(0xFF)) is None
