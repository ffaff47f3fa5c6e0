"""The odds against a partly landed face: the kernel's beside the formula of docs/reader.md 9.9."""

from __future__ import annotations

from math import comb, exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.lattice.landing import ADDED_NATS, N_CORNERS, make_landing, word_nats
from stampcodec.lattice.tables import make_tables
from tests.reference.least_squares import gaussian_pictures
from tests.reference.shown_sites import follow
from tests.reference.shown_sites import odds_of as shown_odds
from tests.reference.stage import Stage, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.landing import Landing
    from stampcodec.lattice.tables import Tables

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


@pytest.mark.parametrize("family", ["lattice7", "lattice8", "lattice8h14"])
def test_in_noise_odds_are_those_of_sites_that_are_followed_one_by_one(family: str) -> None:
    on = stage(family, "nexus5")
    tables, landing = make_tables(on.family, on.panel), make_landing(on.family.code)
    random = np.random.default_rng(5)
    differences = []
    for gone in (0, 0, 1, 2, 3, 8) * 2:
        word = on.codeword(on.any_id(random))
        there = [bit for bit in range(on.family.code.length) if word >> bit & 1]
        shown = word ^ sum(1 << int(bit) for bit in random.permutation(there)[:gone])
        frame = on.press(on.dots(shown), on.any_spot(random), random, noise=10.0)
        report = on.still._kernel.report(frame)
        if report["believed"] is None:
            continue
        made = report["attempts"][report["believed"]]
        assert not made["word"]["is_loud"]
        expected = followed_odds(on, tables, landing, report, frame, made["word"]["codeword"])
        if made["word"]["lead"] > expected + 8:
            # other words take next to nothing off the odds
            differences.append(made["verdict"]["odds"] - expected)
    assert len(differences) > 5
    assert differences == pytest.approx([0.0] * len(differences), abs=0.5)


def followed_odds(
    on: Stage,
    tables: Tables,
    landing: Landing,
    report: dict[str, Any],
    frame: NDArray[np.int16],
    codeword: int,
) -> float:
    """Log odds of a reading's word, by `tests.reference.shown_sites`, at the reading's own pose."""
    pose = report["pose"]
    cosine, sine = np.cos(pose["angle"]), np.sin(pose["angle"])
    centres = tables.cells @ np.array([[cosine, sine], [-sine, cosine]]) + (pose["x"], pose["y"])
    pictures = gaussian_pictures(frame.shape, centres, pose["sigma"])
    drawn = (pictures @ (np.array(report["presence"]) * tables.present)).reshape(frame.shape)
    lines = np.outer(drawn.sum(axis=1), drawn.sum(axis=0)) / drawn.sum()
    counts = frame - pose["offset"] - pose["pedestal"] * lines
    is_corner = tables.is_anchor == 1
    word = is_corner.copy()
    word[tables.cell_of_bit] = [codeword >> bit & 1 for bit in range(on.family.code.length)]
    there = tables.present == 1
    shown = follow(
        pictures[:, there],
        counts.ravel(),
        pose["gain"] * np.where(is_corner, 1.0, 0.5)[there],
        pose["gain"],
        report["noise"],
        word[there],
    )
    return shown_odds(shown, word[there], is_corner[there], landing)


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
