"""The slow press agrees with what can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.bench_press import (
    Spot,
    blot,
    disc_points,
    finger,
    frame_of,
    full_counts,
    pressed,
    room_mm,
)

# A fine screen, so that sums over nodes are integrals.
FINE = sc.Panel(rows=121, columns=161, pitch_mm=0.5, kernel_sigma_mm=2.0, noise_counts=1.0)
MIDDLE = (40.25, 30.25)


def dots(*rows: tuple[float, float, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(rows, dtype=np.float64)


def test_the_points_of_a_disc_have_its_area_and_its_variance() -> None:
    points, weights = disc_points(4.0)
    assert weights.sum() == pytest.approx(math.pi * 4)
    assert (weights @ points**2) / weights.sum() == pytest.approx([1.0, 1.0])
    assert weights @ points == pytest.approx([0.0, 0.0], abs=1e-12)


@pytest.mark.parametrize("diameter_mm", [1.0, 3.5, 4.0, 7.5, 10.0])
def test_the_peak_of_a_disc_is_that_of_the_closed_formula(diameter_mm: float) -> None:
    peak = blot(FINE, dots((*MIDDLE, diameter_mm))).max()
    assert peak == pytest.approx(1 - math.exp(-(diameter_mm**2) / 8 / 2.0**2), rel=1e-4)


def test_a_disc_far_from_the_edge_covers_its_own_area() -> None:
    share = blot(FINE, dots((*MIDDLE, 4.0)))
    assert share.sum() * FINE.pitch_mm**2 == pytest.approx(math.pi * 4, rel=1e-6)


def test_the_blurred_disc_has_the_sum_of_both_variances() -> None:
    share = blot(FINE, dots((*MIDDLE, 4.0)))
    x = (np.arange(FINE.columns) + 0.5) * FINE.pitch_mm - MIDDLE[0]
    assert (share * x**2).sum() / share.sum() == pytest.approx(2.0**2 + 2.0**2 / 4, rel=1e-5)


def test_x_runs_along_columns_and_y_along_rows() -> None:
    share = blot(FINE, dots((10.25, 50.25, 4.0)))
    assert divmod(int(share.argmax()), FINE.columns) == (100, 20)


def test_a_face_turned_by_a_quarter_carries_its_right_hand_side_to_the_bottom() -> None:
    assert Spot(5.0, 7.0, 90.0).place(np.array([[3.0, 0.0]])) == pytest.approx(
        np.array([[5.0, 10.0]])
    )


def test_a_finger_peaks_at_the_panels_own_finger() -> None:
    panel = sc.panel("nexus5")
    at_a_node = (7.5 * panel.pitch_mm, 10.5 * panel.pitch_mm)
    assert finger(panel, *at_a_node).max() == pytest.approx(panel.finger_counts, rel=1e-3)


def test_an_ungrounded_conductor_loses_half_of_its_charge_and_a_grounded_one_nothing() -> None:
    face = dots((-4.0, 0.0, 4.0), (5.0, 3.0, 4.0))
    grounded = pressed(FINE, face, Spot(*MIDDLE))
    floating = pressed(FINE, face, Spot(*MIDDLE), ungrounded=1.0)
    assert floating.sum() == pytest.approx(grounded.sum() / 2)
    # a lone disc on one node's row and column: what is left is the product's complement
    assert np.linalg.matrix_rank(grounded - floating, tol=1e-6) == 1
    assert grounded.max() < full_counts(FINE)


def test_gain_scales_and_noise_adds_up() -> None:
    random = np.random.default_rng(1)
    face = dots((0.0, 0.0, 4.0))
    once, thrice = (pressed(FINE, face, Spot(*MIDDLE), gain=gain) for gain in (1.0, 3.0))
    assert thrice == pytest.approx(3 * once)
    frame = frame_of(FINE, np.zeros((121, 161)), random, noise=7.0)
    assert frame.dtype == np.int16
    # 19,481 samples: the RMS is within 2 % with certainty for all purposes
    assert frame.std() == pytest.approx(7.0, rel=0.02)


def test_a_frame_saturates_where_the_panel_does_and_impulses_hit_as_many_nodes() -> None:
    surface = sc.panel("surface")
    full = np.full((surface.rows, surface.columns), 1e6)
    frame = frame_of(surface, full, np.random.default_rng(1))
    assert frame.max() == frame.min() == surface.saturation_counts
    quiet = frame_of(FINE, 0 * blot(FINE, dots((1, 1, 1))), np.random.default_rng(1), noise=0.0)
    assert not quiet.any()
    struck = frame_of(
        FINE, np.full((121, 161), 1e4), np.random.default_rng(1), noise=0.0, impulses=5
    )
    assert (struck != 10_000).sum() == 5


def test_a_square_needs_more_room_on_its_corner() -> None:
    assert room_mm(40.0, 0.0) == pytest.approx(20.0)
    assert room_mm(40.0, 45.0) == pytest.approx(20.0 * math.sqrt(2))
    assert room_mm(40.0, 90.0) == pytest.approx(20.0)
