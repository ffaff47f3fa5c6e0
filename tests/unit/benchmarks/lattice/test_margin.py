from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from benchmarks.lattice.margin import (
    MISREAD,
    Point,
    Sample,
    Setting,
    crossing,
    erasure_threshold,
    expected_rate,
    joined,
    measure_gap,
    point,
    sample,
)


def test_the_crossing_is_interpolated_in_the_logarithm_of_the_rate() -> None:
    snr_db = np.array([10.0, 11.0, 12.0])
    assert crossing(snr_db, np.array([0.5, 0.1, 0.001])) == pytest.approx(11.5)


@pytest.mark.parametrize("rate", [[0.5, 0.1, 0.02], [0.001, 0.0005, 0.0002]])
def test_a_sweep_that_does_not_pass_one_per_cent_has_no_crossing(rate: list[float]) -> None:
    assert isnan(crossing(np.array([10.0, 11.0, 12.0]), np.array(rate)))


def test_the_threshold_keeps_wrong_words_as_rare_as_asked() -> None:
    rng = np.random.default_rng(1)
    log_odds = rng.normal(12, 5, 5000)
    threshold = erasure_threshold(log_odds, 1e-4)
    accepted = log_odds[log_odds >= threshold]
    one_more = np.sort(log_odds[log_odds < threshold])[-1]
    rate = (1 / (1 + np.exp(accepted))).sum() / 5000
    assert rate <= 1e-4 < rate + 1 / (1 + np.exp(one_more)) / 5000


def test_nothing_is_accepted_where_every_frame_is_doubtful() -> None:
    assert erasure_threshold(np.zeros(100), 1e-6) == np.inf


def points(db: float, genie_db: float) -> list[Point]:
    """Two readers whose unread rates fall tenfold a decibel, 1 % at `db` and `genie_db`."""
    return [
        Point(
            snr,
            100_000,
            round(100_000 * min(1, 10 ** (db - snr - 2))),
            0,
            100_000,
            round(100_000 * min(1, 10 ** (genie_db - snr - 2))),
            0,
            0,
            10.0 ** -(snr - 8),
        )
        for snr in np.arange(8.0, 16.0, 0.5)
    ]


def test_the_gap_between_two_known_readers_is_found_within_its_interval() -> None:
    gap = measure_gap(points(13.2, 11.9), MISREAD)
    assert gap.reader_db == pytest.approx(13.2, abs=0.02)
    assert gap.gap_db == pytest.approx(1.3, abs=0.03)
    assert gap.interval.low < 1.3 < gap.interval.high
    assert gap.interval.high - gap.interval.low < 0.1


def test_the_readers_wrong_rate_is_taken_where_it_is_compared() -> None:
    # 1 % unread lies between 13 and 13.5 dB
    assert expected_rate(points(13.2, 11.9)) == pytest.approx((1e-5 + 10**-5.5) / 2)


def test_a_frame_that_is_not_read_adds_nothing_to_the_expected_rate() -> None:
    found = sample(Setting("lattice7", "nexus5", "noise", 9.0), 12, 12, seed=1, batch=0)
    assert found.unread.any()
    assert not found.doubt[found.unread].any()
    assert (found.doubt[~found.unread] > 0).all()


def test_both_modes_read_the_same_presses() -> None:
    resting, landing = (
        sample(Setting("lattice7", "nexus5", "noise", 12.0, still=still), 8, 8, seed=1, batch=0)
        for still in (True, False)
    )
    assert np.array_equal(resting.log_odds, landing.log_odds)


def test_both_read_everything_of_a_strong_press_and_the_counts_say_so() -> None:
    setting = Setting("lattice7", "nexus5", "noise", 30.0)
    found = sample(setting, 20, 5, seed=1, batch=0)
    assert point(setting, found, MISREAD) == Point(30.0, 20, 0, 0, 5, 0, 0, 0, 0.0)


def test_batches_beyond_the_genies_share_are_the_readers_alone() -> None:
    setting = Setting("lattice7", "nexus5", "noise", 30.0)
    parts = [sample(setting, 6, 6, seed=1, batch=0), sample(setting, 6, 0, seed=1, batch=1)]
    assert point(setting, joined(parts), MISREAD) == Point(30.0, 12, 0, 0, 6, 0, 0, 0, 0.0)


def test_a_wrong_word_that_is_accepted_counts_as_wrong_not_as_unread() -> None:
    nothing = np.zeros(2, bool)
    found = Sample(
        nothing, nothing, np.array([True, False]), np.full(2, 50.0), ~nothing, np.zeros(2)
    )
    counted = point(Setting("lattice7", "nexus5", "noise", 9.0), found, MISREAD)
    assert (counted.genie_unread, counted.genie_wrong) == (0, 1)


def test_the_same_seed_draws_the_same_sample() -> None:
    setting = Setting("lattice8", "nexus5", "amplitude", 11.0)
    one, two = (sample(setting, 12, 12, seed=3, batch=1) for _ in range(2))
    assert np.array_equal(one.unread, two.unread)
    assert np.array_equal(one.log_odds, two.log_odds)
