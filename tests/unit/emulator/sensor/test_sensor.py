"""Crosstalk, undershoot, saturation and quantisation, each small and pure."""

from __future__ import annotations

import numpy as np
import pytest

from emulator.sensor.crosstalk import with_crosstalk, with_undershoot
from emulator.sensor.quantisation import quantised
from emulator.sensor.saturation import saturated


def test_crosstalk_shows_on_the_touched_column_alone() -> None:
    counts = np.zeros((1, 27, 15), np.float32)
    counts[0, 12:15, 6] = 80.0, 200.0, 90.0
    faint = with_crosstalk(counts, 0.01, np.inf) - counts
    assert (faint[0, :26, 6] > 0).all()
    assert not np.delete(faint, 6, axis=2).any()


def test_two_nodes_share_the_sense_line_from_the_nearer_one_to_its_amplifier() -> None:
    counts = np.zeros((1, 27, 15), np.float32)
    counts[0, 9, 6] = 100.0
    faint = with_crosstalk(counts, 0.03, np.inf)[0, :, 6]
    assert faint[:9] == pytest.approx(np.full(9, 17 / 9), rel=1e-4)
    assert faint[18] == pytest.approx(8 / 9, rel=1e-4)
    assert faint[26] == 0


def test_crosstalk_falls_by_e_over_its_reach() -> None:
    counts = np.zeros((1, 27, 15), np.float32)
    counts[0, 18, 6] = 100.0
    faint = with_crosstalk(counts, 0.03, 6.0)[0, :, 6]
    assert faint[12] == pytest.approx(8 / 9 / np.e, rel=1e-4)
    assert faint[6] == pytest.approx(8 / 9 / np.e**2, rel=1e-4)


def test_undershoot_takes_a_share_of_the_row_off_the_row_alone() -> None:
    counts = np.zeros((1, 27, 15), np.float32)
    counts[0, 12, 5:8] = 80.0, 200.0, 90.0
    lowered = counts - with_undershoot(counts, 0.01)
    np.testing.assert_allclose(lowered[0, 12], 3.7, rtol=1e-4)
    assert not np.delete(lowered, 12, axis=1).any()


def test_nothing_changes_below_the_knee() -> None:
    counts = np.linspace(-80, 80, 101).astype(np.float32)
    np.testing.assert_array_equal(saturated(counts, 100.0, 0.8), counts)


@pytest.mark.parametrize("knee", [0.0, 0.5, 0.9, 1.0])
def test_saturation_rises_to_the_ceiling_and_never_passes_it(knee: float) -> None:
    counts = np.linspace(-5000, 5000, 4001).astype(np.float32)
    result = saturated(counts, 613.0, knee)
    assert np.diff(result).min() > -1e-3
    assert result.max() == pytest.approx(613.0, rel=1e-3)
    np.testing.assert_allclose(result, -result[::-1], atol=1e-3)


def test_the_knee_is_smooth() -> None:
    counts = np.array([399.0, 400.0, 401.0], np.float32)
    slope = np.diff(saturated(counts, 500.0, 0.8))
    assert slope == pytest.approx([1.0, 1.0], abs=0.01)


def test_a_maxtouch_finger_is_compressed_to_what_was_measured() -> None:
    """2500 counts under full cover, fingertip of 40 mm2, 3.5 mm kernel: 500 of 613 counts."""
    covered = 1 - np.exp(-40 / np.pi / (2 * 3.5**2))
    counts = np.array([2500 * covered], np.float32)
    assert saturated(counts, 613.0, 0.0)[0] == pytest.approx(500, rel=0.05)


def test_counts_are_rounded_and_clipped_to_the_word() -> None:
    counts = np.array([-1e6, -128.4, -0.4, 0.6, 127.6, 1e6], np.float32)
    eight = quantised(counts, 8)
    assert eight.dtype == np.int16
    np.testing.assert_array_equal(eight, [-128, -128, 0, 1, 127, 127])
    np.testing.assert_array_equal(quantised(counts, 16), [-32768, -128, 0, 1, 128, 32767])
