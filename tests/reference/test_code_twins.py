"""The core's encoder and its twin in plain Python agree: every step, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from benchmarks.lattice import slow_code
from stampcodec.design import LATTICES
from stampcodec.lattice.code import LATTICE7, LATTICE7H12, LATTICE8, LATTICE8H18, Code, make_code
from stampcodec.lattice.symmetry import N_SYMMETRIES, is_mirror

if TYPE_CHECKING:
    from stampcodec import Family

FAMILIES = [sc.family(name) for name in LATTICES]
FAMILY = pytest.mark.parametrize("family", FAMILIES, ids=str)


def subcode(code: Code, rank: int) -> Code:
    """Take the first generators of a code: it has few enough words to try all of them."""
    seats = dict(zip(code.seats[:rank], code.generators[:rank], strict=True))
    return make_code(code.columns, code.distance, seats, code.offset)


SMALL = pytest.mark.parametrize(
    ("code", "rank"),
    [
        (LATTICE7, 1),
        (LATTICE8, 1),
        (LATTICE7, 2),
        (LATTICE8, 2),
        (LATTICE7H12, 2),
        (LATTICE8H18, 2),
    ],
    ids=["7-1", "8-1", "7-2", "8-2", "7h12", "8h18"],
)


def some_ids(family: Family, n: int) -> list[int]:
    """Take both ends, both sides of every boundary of a byte, and others by lot."""
    edges = {0, family.n_ids - 1}
    for bits in range(0, family.n_ids.bit_length() - 1, 4):
        edges |= {1 << bits, (1 << bits) - 1, family.n_ids - (1 << bits)}
    random = np.random.default_rng(1)
    return [*sorted(edges), *random.integers(family.n_ids, size=n).tolist()]


def slow_codeword(code: Code, identifier: int) -> int:
    return slow_code.encode(code, slow_code.message_of_id(code, identifier))


def slow_name(code: Code, word: int) -> tuple[int, int] | None:
    message = slow_code.message_of(code, word)
    return None if message is None else slow_code.id_and_symmetry(code, message)


@SMALL
def test_all_messages_of_a_small_code_have_the_same_codeword_and_name(
    code: Code, rank: int
) -> None:
    small = subcode(code, rank)
    messages = list(range(1 << small.dimension))
    words = [slow_code.encode(small, message) for message in messages]
    assert [small.encode(message) for message in messages] == words
    assert [small.message(word) for word in words] == messages
    assert [slow_code.message_of(small, word) for word in words] == messages
    ids, symmetries = small.ids_and_symmetries(np.array(words, np.uint64))
    told = zip(ids.tolist(), symmetries.tolist(), strict=True)
    names = [slow_code.id_and_symmetry(small, message) for message in messages]
    assert [None if each[0] < 0 else each for each in told] == names
    assert [small.id_and_symmetry(word) for word in words] == names


@SMALL
def test_all_merchants_of_a_small_code_have_the_same_codeword(code: Code, rank: int) -> None:
    small = subcode(code, rank)
    words = [slow_codeword(small, identifier) for identifier in range(small.n_ids)]
    assert small.codewords(np.arange(small.n_ids)).tolist() == words
    assert [small.message_of_id(k) for k in range(small.n_ids)] == [
        slow_code.message_of_id(small, k) for k in range(small.n_ids)
    ]


@FAMILY
def test_both_make_the_same_codeword_and_sites_over_the_whole_range(family: Family) -> None:
    ids = some_ids(family, 2000)
    words = [slow_codeword(family.code, identifier) for identifier in ids]
    assert family.codewords(ids).tolist() == words
    assert [family.code.encode(family.code.message_of_id(k)) for k in ids] == words
    lattice = family.lattice
    sites = np.array([slow_code.occupied(lattice, word) for word in words])
    np.testing.assert_array_equal(family.encode_many(ids), sites)
    assert [slow_code.codeword_at(lattice, row) for row in sites[:200]] == words[:200]


@FAMILY
def test_both_name_every_view_of_a_face_alike(family: Family) -> None:
    code = family.code
    for identifier in some_ids(family, 100):
        views = [code.view(slow_codeword(code, identifier), s) for s in range(N_SYMMETRIES)]
        names = [(identifier, symmetry) for symmetry in range(N_SYMMETRIES)]
        assert [slow_name(code, word) for word in views] == names
        ids, symmetries = code.ids_and_symmetries(np.array(views, np.uint64))
        assert list(zip(ids.tolist(), symmetries.tolist(), strict=True)) == names
        turned = [-1 if is_mirror(s) else identifier for s in range(N_SYMMETRIES)]
        assert family.merchant_ids(views).tolist() == turned


@FAMILY
def test_neither_names_a_word_with_wrong_sites(family: Family) -> None:
    code, random = family.code, np.random.default_rng(2)
    words = []
    for identifier in some_ids(family, 50):
        for n in range(1, code.distance):
            wrong = random.choice(code.length, size=n, replace=False).tolist()
            words.append(slow_codeword(code, identifier) ^ sum(1 << site for site in wrong))
    assert {slow_code.message_of(code, word) for word in words} == {None}
    assert set(family.merchant_ids(words).tolist()) == {-1}


@FAMILY
def test_every_merchant_of_a_family_comes_back(family: Family) -> None:
    # all of 2^20; of 2^28, every 251st
    step = 1 if family.n_ids <= 1 << 20 else 251
    for start in range(0, family.n_ids, step << 20):
        ids = np.arange(start, min(start + (step << 20), family.n_ids), step)
        words = family.codewords(ids)
        assert len(np.unique(words)) == len(ids)
        np.testing.assert_array_equal(family.merchant_ids(words), ids)


@FAMILY
@settings(max_examples=60)
@given(data=st.data())
def test_both_spread_and_gather_any_word_alike(family: Family, data: st.DataObject) -> None:
    lattice = family.lattice
    most = (1 << family.code.length) - 1
    single = st.integers(0, family.code.length - 1).map(lambda bit: 1 << bit)
    word = data.draw(st.integers(0, most) | single | st.sampled_from([0, most]))
    sites = slow_code.occupied(lattice, word)
    np.testing.assert_array_equal(lattice.occupied(np.array([word], np.uint64))[0], sites)
    assert lattice.codewords(sites[None]).tolist() == [word]
    assert slow_code.codeword_at(lattice, sites) == word


@FAMILY
@settings(max_examples=100)
@given(data=st.data())
def test_both_take_the_same_words_for_codewords(family: Family, data: st.DataObject) -> None:
    code = family.code
    near = code.encode(data.draw(st.integers(0, 2**code.dimension - 1)))
    word = data.draw(st.sampled_from([near, near ^ 1]) | st.integers(0, 2**code.length - 1))
    assert code.contains(word) == (slow_code.message_of(code, word) is not None)
    name = slow_name(code, word)
    told = -1 if name is None or is_mirror(name[1]) else name[0]
    assert family.merchant_ids([word]).tolist() == [told]
