from __future__ import annotations

import numpy as np
import pytest

from stampcodec.touch.acceptance import JITTER_MM, READ_SHARE, SIZE_MM, radius_mm


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


def test_an_average_is_believed_less_far_than_a_sample() -> None:
    for scales in ((5.4, 7.2), (6.3, 6.3)):
        radii = [radius_mm(*scales, samples) for samples in (1, 2, 3, 10, 30, 256)]
        assert radii == sorted(radii, reverse=True)
        assert radii[-1] < radii[0]


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
