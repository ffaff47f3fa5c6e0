from __future__ import annotations

from itertools import combinations, product
from math import comb, exp, inf, log

import numpy as np
import pytest

from stampcodec._core.code.weights import count_weights
from stampcodec.design import LATTICES
from stampcodec.lattice.landing import (
    BOUNDED_SHARE,
    COUNTED_SHARE,
    N_CORNERS,
    POSE_NATS,
    STEP,
    Splits,
    asked_loud,
    asked_nats,
    count_splits,
    counted_in_noise,
    counted_share,
    lost_nats,
    make_landing,
    rival_nats,
    splits_of,
    word_nats,
    words_at,
    words_by_weight,
    words_near,
)

# The extended Hamming code [8, 4], moved by a pattern: small enough to look at everything.
ROWS = np.array([0b00001111, 0b00110011, 0b01010101, 0b11111111], np.uint64)
MOVED = 0b00000010
WORDS = [
    MOVED ^ a ^ b ^ c ^ d
    for a in (0, 0b00001111)
    for b in (0, 0b00110011)
    for c in (0, 0b01010101)
    for d in (0, 0b11111111)
]


def small_weights() -> tuple[int, ...]:
    found = np.zeros(9, np.int64)
    count_weights(MOVED, ROWS, found)
    return tuple(found.tolist())


def test_words_are_counted_one_by_one() -> None:
    expected = np.bincount([word.bit_count() for word in WORDS], minlength=9)
    assert small_weights() == tuple(expected.tolist())


def test_words_at_a_split_are_those_found_by_looking_at_every_choice_of_sites() -> None:
    weights = small_weights()
    for dots in range(9):
        chosen = [sum(1 << site for site in sites) for sites in combinations(range(8), dots)]
        for missing in range(5):
            for added in range(5):
                found = sum(
                    (word & ~there).bit_count() == missing and (there & ~word).bit_count() == added
                    for there in chosen
                    for word in WORDS
                )
                assert words_at(weights, dots, missing, added) == pytest.approx(found / len(chosen))


def test_words_near_a_face_are_those_found_by_looking_at_every_pattern() -> None:
    # all patterns of eight sites, so that no face's dots lie better than another's
    sums = [MOVED ^ word for word in WORDS]
    differences = tuple(np.bincount([word.bit_count() for word in sums], minlength=9).tolist())
    for missing, added in product(range(3), repeat=2):
        found, looked = np.zeros((9, 9)), np.zeros((9, 9))
        for face in range(256):
            for there in (part for part in range(256) if part & ~face == 0):
                place = face.bit_count(), there.bit_count()
                looked[place] += 1
                found[place] += sum(
                    ((face ^ word) & ~there).bit_count() == missing
                    and (there & ~(face ^ word)).bit_count() == added
                    for word in sums
                    if word
                )
        expected = np.divide(found, looked, out=np.zeros((9, 9)), where=looked > 0)
        np.testing.assert_allclose(words_near(differences, missing, added), expected, atol=1e-12)


@pytest.mark.parametrize("name", ["lattice8h14", "lattice8h18"])
def test_a_face_of_which_little_is_missing_lies_near_no_other_word(name: str) -> None:
    # near words are most of those that the average over all patterns counts
    assert splits_of(LATTICES[name].code).share.sum() < 0.5 * patterns_of(name).share.sum()


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_partly_landed_faces_show_something_for_certain(name: str) -> None:
    weights = words_by_weight(LATTICES[name].code)
    n = LATTICES[name].code.length
    assert sum(weights) == 1 << LATTICES[name].code.dimension
    nats = rival_nats(weights)
    shares = [
        exp(nats[dots, corners]) * comb(n, dots) * comb(N_CORNERS, corners)
        for dots in range(n + 1)
        for corners in range(N_CORNERS + 1)
    ]
    assert sum(shares) == pytest.approx(1.0)


def test_a_landed_face_shows_something_for_certain() -> None:
    n, weight = 8, 3
    shares = [
        comb(weight + N_CORNERS, missing)
        * comb(n - weight, added)
        * exp(word_nats(missing, added, weight, n))
        for missing in range(weight + N_CORNERS + 1)
        for added in range(n - weight + 1)
    ]
    assert sum(shares) == pytest.approx(1.0)


def patterns_of(name: str) -> Splits:
    code = LATTICES[name].code
    return count_splits(words_by_weight(code), code.n_ids, (code.distance - 1) // 2)


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_what_is_asked_rises_with_what_is_promised(name: str) -> None:
    splits, sites = patterns_of(name), LATTICES[name].code.length + N_CORNERS
    for asked in (
        [asked_nats(splits, share) for share in (1e-2, 1e-4, 1e-6)],
        [counted_in_noise(splits, sites, 13.0, share) for share in (1e-2, 1e-4, 1e-6)],
    ):
        assert asked == sorted(asked)
        assert asked[0] < asked[-1]


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_the_share_that_odds_name_wrongly_is_the_share_that_asks_for_them(name: str) -> None:
    splits = patterns_of(name)
    for share in (1e-5, 1e-6, 1e-7):
        asked = asked_nats(splits, share)
        assert counted_share(splits, asked) <= share
        # the next split would be one too many
        assert counted_share(splits, asked - 1e-9) > share
    assert asked_nats(splits, counted_share(splits, -inf)) == -inf


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_without_noise_as_much_is_asked_as_the_count_says(name: str) -> None:
    splits, sites = patterns_of(name), LATTICES[name].code.length + N_CORNERS
    quiet = counted_in_noise(splits, sites, 40.0, 1e-6)
    assert quiet == pytest.approx(asked_nats(splits, 1e-6), abs=STEP)


@pytest.mark.parametrize("name", sorted(LATTICES))
def test_a_count_in_noise_never_asks_for_more_than_markov(name: str) -> None:
    splits, sites = patterns_of(name), LATTICES[name].code.length + N_CORNERS
    for promise in (1e-4, 1e-6):
        for snr_db in (15.0, 12.0, 9.0, 6.0):
            assert counted_in_noise(splits, sites, snr_db, promise) < -log(promise)


def test_a_small_promise_is_kept_whatever_fits_do() -> None:
    asked = {name: make_landing(LATTICES[name].code).asked_noisy for name in LATTICES}
    bound = POSE_NATS - log(1e-6)
    assert asked["lattice8h14"] == asked["lattice8h18"] == pytest.approx(bound)
    assert 7 < asked["lattice7"] < asked["lattice7h12"] < -log(1e-5)
    assert 7 < asked["lattice8"] < -log(1e-4)


def test_without_noise_a_small_promise_is_used_up_to_a_tenth() -> None:
    splits = splits_of(LATTICES["lattice8h14"].code)
    assert asked_loud(splits, 1e-6) == asked_nats(splits, BOUNDED_SHARE * 1e-6)
    assert asked_loud(splits, 1e-4) == asked_nats(splits, COUNTED_SHARE * 1e-4)
    # of `lattice8h18` a word wins before so much is used up
    assert make_landing(LATTICES["lattice8h18"].code).asked_loud == 0.0


def test_noise_makes_every_pattern_of_a_few_sites_a_rival() -> None:
    # the evidence of a site has mean 1 over e^-x: each site has two patterns, in the mean
    assert lost_nats(8.0, 3).sum() == pytest.approx(2**3, rel=0.01)
    assert lost_nats(40.0, 3)[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "missing", "added", "accepted"),
    [
        ("lattice7", 1, 0, True),
        ("lattice7", 0, 1, True),
        ("lattice7", 2, 0, True),
        ("lattice7", 2, 1, False),
        ("lattice8", 0, 2, True),
        ("lattice8", 3, 0, True),
        ("lattice8", 1, 3, False),
        ("lattice8h14", 3, 1, True),
        ("lattice8h14", 5, 0, True),
        ("lattice8h14", 4, 2, False),
        ("lattice8h18", 5, 1, True),
    ],
)
def test_the_default_reader_corrects_what_the_design_asks_and_what_the_count_allows(
    name: str, missing: int, added: int, accepted: bool
) -> None:
    code = LATTICES[name].code
    landing, weight = make_landing(code), code.length // 2
    odds = (
        word_nats(missing, added, weight, code.length)
        - landing.faces_nats
        - float(landing.rival[weight - missing + added, N_CORNERS])
    )
    assert (odds > landing.asked_loud) == accepted
