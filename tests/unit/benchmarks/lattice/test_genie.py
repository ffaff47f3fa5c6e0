from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.lattice.genie import Genie, soft_decisions
from benchmarks.lattice.response import Response
from emulator.hand.placement import draw_poses
from emulator.sensor.quantisation import quantised
from stampcodec import family, panel

Pressed = tuple[Response, NDArray[np.int16], NDArray[np.float64], NDArray[np.uint64]]


def pressed(name: str, n: int, noise_counts: float) -> Pressed:
    stamps, screen = family(name), panel("nexus5")
    response, rng = Response(stamps, screen), np.random.default_rng(4)
    merchants = rng.integers(stamps.n_ids, size=n)
    poses = draw_poses(np.full(n, stamps.outline_mm), screen, rng)
    clean = response.counts(response.of_faces(stamps.encode_many(merchants), poses))
    noise = np.float32(noise_counts) * rng.standard_normal(clean.shape, dtype=np.float32)
    return response, quantised(clean + noise, 16), poses, stamps.codewords(merchants)


@pytest.mark.parametrize("name", ["lattice7", "lattice8"])
def test_the_genie_recovers_clean_frames_beyond_doubt(name: str) -> None:
    response, frames, poses, words = pressed(name, 40, 0.0)
    decision = Genie(response, 1.0, 1.7).decide(frames, poses, words, words)
    assert decision.right.all()
    assert decision.listed.all()
    assert decision.log_odds.min() > 100


def test_the_genie_recovers_faces_that_noise_hides_from_the_eye() -> None:
    response, frames, poses, words = pressed("lattice8", 60, 15.0)
    decision = Genie(response, 1.0, 15.0).decide(frames, poses, words, words)
    assert decision.right.all()
    assert decision.listed.all()


def test_the_genie_is_as_often_wrong_as_its_odds_say() -> None:
    # Noise of a third of a dot: some frames are beyond anybody.
    response, frames, poses, words = pressed("lattice7", 400, 40.0)
    decision = Genie(response, 1.0, 40.0).decide(frames, poses, words, words)
    expected = (1.0 / (1.0 + np.exp(decision.log_odds))).sum()
    wrong = (~decision.right).sum()
    assert wrong > 10
    assert abs(wrong - expected) < 4 * np.sqrt(expected), f"{wrong} wrong, {expected:.1f} expected"
    # the true word was named: its own odds where it is the likeliest, and else below a half
    right = decision.right
    assert decision.doubt[right] == pytest.approx(1 / (1 + np.exp(decision.log_odds[right])))
    assert (decision.doubt[~right] > 0.5).all()


def test_another_merchants_word_is_doubted_and_changes_nothing_else() -> None:
    response, frames, poses, words = pressed("lattice8", 20, 15.0)
    genie = Genie(response, 1.0, 15.0)
    told, misled = (genie.decide(frames, poses, words, x) for x in (words, np.roll(words, 1)))
    assert misled.doubt.min() > 1 - 1e-6
    assert misled.right.all()
    assert misled.log_odds == pytest.approx(told.log_odds)


def test_soft_decisions_are_exact_where_sites_do_not_overlap() -> None:
    # One signature of energy E per site over noise of variance 1: the ratio is matched / 1.
    energy = np.array([4.0, 9.0, 1.0])
    matched = np.array([[1.2, -3.0, 0.4]])
    evidence = soft_decisions(np.diag(energy)[None], matched)
    assert evidence == pytest.approx(matched)
