"""The odds against a partly landed face: the kernel's beside the formula of docs/reader.md 9.9."""

from __future__ import annotations

from math import comb, exp, log

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.lattice.landing import ADDED_NATS, N_CORNERS, make_landing, word_nats
from tests.reference.stage import Stage, stage

MARGIN_NATS = log(1e6)


def odds_of(on: Stage, dots: int, corners: int, word: int, missing: int, added: int) -> float:
    """Log odds of a word, landed or not, of sites that are not in doubt."""
    code, landing = on.family.code, make_landing(on.family.code)
    weight = word.bit_count()
    landed = word_nats(missing, added, weight, code.length)
    whole = weight + N_CORNERS
    in_part = -log((whole - 1) * comb(whole, max(missing, 1))) - ADDED_NATS * added
    return (
        float(np.logaddexp(landed, in_part))
        - landing.faces_nats
        - float(landing.rival[dots, corners])
    )


@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
@pytest.mark.parametrize(("gone", "extra"), [(0, 0), (1, 0), (0, 1), (2, 0), (2, 1), (0, 3)])
def test_odds_and_margin_are_those_of_the_formula(family: str, gone: int, extra: int) -> None:
    on = stage(family, "nexus5")
    random = np.random.default_rng(gone + 10 * extra)
    for _ in range(4):
        word = on.codeword(on.any_id(random))
        there = [bit for bit in range(on.family.code.length) if word >> bit & 1]
        empty = [bit for bit in range(on.family.code.length) if not word >> bit & 1]
        flips = [*random.permutation(there)[:gone], *random.permutation(empty)[:extra]]
        shown = word ^ sum(1 << int(bit) for bit in flips)
        frame = on.press(on.dots(shown), on.any_spot(random), random, noise=0.1)
        report = on.still._kernel.report(frame)
        made = report["attempts"][report["believed"]]
        odds = odds_of(on, shown.bit_count(), N_CORNERS, word, gone, extra)
        lead = made["word"]["lead"]
        expected = -log(exp(-lead) + exp(-odds))
        # a site in the middle between dots may be in a little doubt
        assert made["verdict"]["odds"] == pytest.approx(expected, abs=0.1)
        margin = np.logaddexp(0, expected) / MARGIN_NATS
        assert on.still.read(frame).margin == pytest.approx(min(margin, 1), abs=0.01)


def test_in_noise_a_share_of_the_odds_counts_for_the_margin() -> None:
    on = stage("lattice7", "nexus5")
    random = np.random.default_rng(3)
    margins = set()
    for _ in range(30):
        word = on.codeword(on.any_id(random))
        frame = on.press(on.dots(word), on.any_spot(random), random, noise=16.0)
        report = on.still._kernel.report(frame)
        if report["believed"] is None:
            continue
        made = report["attempts"][report["believed"]]
        assert not made["word"]["is_loud"]
        margin = np.logaddexp(0, 0.62 * made["verdict"]["odds"]) / MARGIN_NATS
        assert made["verdict"]["margin"] == pytest.approx(min(margin, 1), abs=1e-5)
        margins.add(margin)
    assert len(margins) > 10


def test_only_a_reader_that_is_told_so_takes_half_a_face_for_a_worn_one() -> None:
    on = stage("lattice7", "nexus5")
    random = np.random.default_rng(1)
    outcomes = []
    for _ in range(12):
        merchant = on.any_id(random)
        word = on.codeword(merchant)
        there = [bit for bit in range(on.family.code.length) if word >> bit & 1]
        shown = word ^ sum(1 << int(bit) for bit in random.permutation(there)[:3])
        frame = on.press(on.dots(shown), on.any_spot(random), random, noise=0.1)
        assert on.still.read(frame).merchant_id == merchant
        outcomes.append(on.reader.read(frame).outcome)
    assert outcomes == [sc.Outcome.UNREADABLE] * 12
