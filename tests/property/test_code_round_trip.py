"""Theorems on the codes: the round trip, all views, and how many wrong sites do no harm."""

from functools import lru_cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stampcodec import family
from stampcodec.design import LATTICES
from stampcodec.lattice.code import Code
from stampcodec.lattice.symmetry import compose, inverse, is_mirror
from tests.reference.light_words import light_words, weights

codes = st.sampled_from([row.code for row in LATTICES.values()])


@st.composite
def codes_and_ids(draw: st.DrawFn) -> tuple[Code, int]:
    code = draw(codes)
    return code, draw(st.integers(0, code.n_ids - 1))


@st.composite
def codes_and_wrong_sites(draw: st.DrawFn) -> tuple[Code, int]:
    """Draw a code and as many wrong sites as the design promises to notice, or fewer."""
    code = draw(codes)
    sites = draw(st.sets(st.integers(0, code.length - 1), max_size=code.distance // 2))
    return code, sum(1 << site for site in sites)


@lru_cache
def nearest_words(code: Code) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """Words of the code that some wrong sites could make look likely, if any could."""
    return light_words(code.rows.tolist(), code.length, code.distance)


@given(codes, st.data())
def test_a_message_survives_the_code(code: Code, data: st.DataObject) -> None:
    message = data.draw(st.integers(0, 2**code.dimension - 1))
    assert code.message(code.encode(message)) == message


@given(st.sampled_from(sorted(LATTICES)), st.data())
def test_merchants_survive_their_codewords_and_their_sites(name: str, data: st.DataObject) -> None:
    stamps = family(name)
    ids = data.draw(st.lists(st.integers(0, stamps.n_ids - 1), max_size=40))
    words, occupied = stamps.codewords(ids), stamps.encode_many(ids)
    assert stamps.merchant_ids(words).tolist() == ids
    assert stamps.decode_many(occupied).tolist() == ids
    # a merchant's codeword does not depend on the company it keeps
    assert stamps.codewords(ids[::-1]).tolist() == words.tolist()[::-1]
    assert occupied.sum() == 4 * len(ids) + sum(word.bit_count() for word in words.tolist())


@given(codes_and_ids(), st.integers(0, 7))
def test_every_view_of_a_codeword_tells_the_identifier_and_the_symmetry(
    case: tuple[Code, int], symmetry: int
) -> None:
    code, identifier = case
    codeword = code.encode(code.message_of_id(identifier))
    assert code.id_and_symmetry(code.view(codeword, symmetry)) == (identifier, symmetry)


@given(codes_and_ids(), st.integers(0, 3))
def test_a_face_made_the_wrong_way_round_never_looks_like_a_turned_one(
    case: tuple[Code, int], turn: int
) -> None:
    code, identifier = case
    mirrored = code.view(code.encode(code.message_of_id(identifier)), 4 + turn)
    seen = code.id_and_symmetry(mirrored)
    assert seen is not None
    assert is_mirror(seen[1])


@given(codes, st.data(), st.integers(0, 7))
def test_a_symmetry_of_the_face_permutes_the_bits_of_each_message_byte(
    code: Code, data: st.DataObject, symmetry: int
) -> None:
    message = data.draw(st.binary(min_size=code.rank, max_size=code.rank))
    codeword = code.encode(int.from_bytes(message, "little"))
    seen = code.message(code.view(codeword, symmetry)).to_bytes(code.rank, "little")
    assert seen == bytes(code.byte_under[symmetry, list(message)].tolist())


@given(codes, st.data(), st.integers(0, 7), st.integers(0, 7))
def test_views_of_any_word_compose(
    code: Code, data: st.DataObject, before: int, after: int
) -> None:
    word = data.draw(st.integers(0, 2**code.length - 1))
    assert code.view(code.view(word, before), after) == code.view(word, compose(after, before))
    assert code.view(code.view(word, before), inverse(before)) == word


@given(codes_and_wrong_sites())
def test_up_to_half_the_distance_of_wrong_sites_leaves_no_other_codeword_nearer(
    case: tuple[Code, int],
) -> None:
    # By linearity the codeword that was meant may be the offset. Words heavier than the distance
    # are further away still.
    code, wrong = case
    other = int(weights(nearest_words(code) ^ np.uint64(wrong)).min())
    assert other >= wrong.bit_count()
    if wrong.bit_count() < code.distance // 2:
        assert other > wrong.bit_count()


@given(codes, st.data())
def test_any_word_either_fails_a_check_or_encodes_back_to_itself(
    code: Code, data: st.DataObject
) -> None:
    word = data.draw(st.integers(0, 2**code.length - 1))
    nearby = code.encode(data.draw(st.integers(0, 2**code.dimension - 1)))
    for candidate in (word, nearby):
        if code.contains(candidate):
            assert code.encode(code.message(candidate)) == candidate
