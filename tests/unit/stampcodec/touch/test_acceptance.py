from __future__ import annotations

import numpy as np
import pytest

from stampcodec.touch.acceptance import (
    FIXED_MM,
    FREEDOM,
    JITTER_MM,
    READ_SHARE,
    SHARED,
    SIZE_MM,
    press_radius_mm,
    radius_mm,
)


def test_a_wide_range_of_scales_spares_half_the_errors_at_its_end_a_degree_of_freedom() -> None:
    # chi-squared, half with 6 and half with 7 degrees of freedom: 15.16 holds 97.35 %
    assert radius_mm(5.4, 7.2) == pytest.approx(JITTER_MM * np.sqrt(15.16), abs=0.002)


def test_a_known_scale_has_a_further_degree_of_freedom() -> None:
    # chi-squared, 7 degrees of freedom: 15.85 holds 97.35 %
    assert radius_mm(6.3, 6.3) == pytest.approx(JITTER_MM * np.sqrt(15.85), abs=0.002)


@pytest.mark.parametrize("width", [0.0, 0.02, 0.1, 0.3])
def test_the_radius_holds_the_share_of_the_errors_at_the_end_of_the_range(width: float) -> None:
    random = np.random.default_rng(1)
    n = 200_000
    six = (random.standard_normal((n, 6)) ** 2).sum(axis=1) * JITTER_MM**2
    place = JITTER_MM * random.standard_normal(n)
    beyond = np.maximum(0, np.maximum(-place, place - width * SIZE_MM))
    held = (six + beyond**2 <= radius_mm(1.0, np.exp(width)) ** 2).mean()
    # five standard deviations of a share measured in n
    assert held == pytest.approx(READ_SHARE, abs=5 * np.sqrt(READ_SHARE * (1 - READ_SHARE) / n))


SCALES = [(5.4, 7.2), (6.3, 6.3)]


@pytest.mark.parametrize("scales", SCALES)
def test_an_average_is_believed_less_far_than_a_sample(scales: tuple[float, float]) -> None:
    scatter_px = JITTER_MM * np.sqrt(1 - SHARED) * scales[0]
    radii = [press_radius_mm(*scales, samples, scatter_px) for samples in (1, 2, 3, 10, 30, 256)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] == radius_mm(*scales)
    assert radii[-1] < 0.9 * radii[0]


@pytest.mark.parametrize("scales", SCALES)
def test_the_less_samples_scatter_the_less_their_average_is_believed(
    scales: tuple[float, float],
) -> None:
    scatters = [0.0, 0.1, 0.2, 0.25, 0.3, 1.0, 100.0]
    radii = [press_radius_mm(*scales, 10, scatter * scales[0]) for scatter in scatters]
    assert radii == sorted(radii)
    # What does not scatter may still be off by what is fixed; nothing is believed beyond the model.
    assert radii[0] / FIXED_MM == pytest.approx(radii[-1] / 0.2966, rel=0.02)
    assert radii[0] < 0.8 * radii[-1]


@pytest.mark.parametrize("samples", [3, 10, 30])
def test_presses_with_the_largest_jitter_are_believed_in_full(samples: int) -> None:
    """Ten samples of 0.4 mm, of which half is shared: their scatter alone must not refuse them."""
    random = np.random.default_rng(3)
    n = 4000
    own = JITTER_MM * np.sqrt(1 - SHARED)
    freedom = FREEDOM * (samples - 1)
    scatter = own * np.sqrt(random.chisquare(freedom, n) / freedom)
    most = press_radius_mm(5.4, 7.2, samples, 100.0)
    full = [press_radius_mm(5.4, 7.2, samples, 5.4 * each) == most for each in scatter]
    # 99 %, less five standard deviations
    assert np.mean(full) > 0.99 - 5 * np.sqrt(0.99 * 0.01 / n)


@pytest.mark.parametrize("part", [0.1, 0.25, 0.5])
@pytest.mark.parametrize("width", [0.005, 0.02, 0.05, 0.2877])
def test_no_scale_within_the_range_holds_less_than_its_end(width: float, part: float) -> None:
    random = np.random.default_rng(2)
    n = 200_000
    six = (random.standard_normal((n, 6)) ** 2).sum(axis=1) * JITTER_MM**2
    place = part * width * SIZE_MM + JITTER_MM * random.standard_normal(n)
    beyond = np.maximum(0, np.maximum(-place, place - width * SIZE_MM))
    held = (six + beyond**2 <= radius_mm(1.0, np.exp(width)) ** 2).mean()
    assert held >= READ_SHARE - 5 * np.sqrt(READ_SHARE * (1 - READ_SHARE) / n)
