"""The oracle of the distance proof, checked where every word can be looked at."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stampcodec.lattice.code import LATTICE7
from tests.reference.light_words import light_words, rank, sums, weights


def every_word(rows: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    words = np.zeros(1, dtype=np.uint64)
    for row in np.array(rows, dtype=np.uint64):
        words = np.concatenate([words, words ^ row])
    return words


@given(
    rows=st.lists(st.integers(1, 2**14 - 1), min_size=1, max_size=8),
    most=st.integers(1, 14),
)
def test_light_words_of_any_small_code_are_those_found_by_looking_at_every_word(
    rows: list[int], most: int
) -> None:
    words = np.unique(every_word(rows))
    weight = weights(words)
    expected = words[(weight > 0) & (weight <= most)]
    np.testing.assert_array_equal(light_words(rows, 14, most), expected)


def test_light_words_of_lattice7_are_those_among_all_its_16_million() -> None:
    rows = LATTICE7.rows.tolist()
    low, high = every_word(rows[:16]), every_word(rows[16:])
    found = []
    for word in high:
        words = low ^ word
        found.append(words[weights(words) <= LATTICE7.distance])
    expected = np.sort(np.concatenate(found))[1:]
    np.testing.assert_array_equal(light_words(rows, 44, LATTICE7.distance), expected)


def test_weights_count_sites_up_to_the_last_bit() -> None:
    words = np.array([0, 1, 2**63, 2**64 - 1], dtype=np.uint64)
    assert weights(words).tolist() == [0, 1, 1, 64]


def test_rank_does_not_count_a_sum_of_other_rows() -> None:
    assert rank([0b0011, 0b0110, 0b0101, 0b1000], 4) == 3


def test_sums_hold_every_choice_up_to_the_limit() -> None:
    assert sums([1, 2, 4], 2).tolist() == [0, 1, 2, 4, 3, 5, 6]
