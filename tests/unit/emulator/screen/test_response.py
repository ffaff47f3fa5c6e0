from __future__ import annotations

from math import exp

import numpy as np
import pytest

from emulator.screen.response import disc_response, response_table

SHAPES = [(2.0, 2.0), (1.75, 2.2), (4.7, 2.0), (12.0, 3.5), (0.3, 2.0)]


def noncentral_chi_square(distance: float, radius: float, sigma: float) -> float:
    """Sum the Poisson mixture of central chi-square distributions: another road to the value."""
    half_noncentrality = (distance / sigma) ** 2 / 2
    half_x = (radius / sigma) ** 2 / 2
    total, poisson, tail_term = 0.0, exp(-half_noncentrality), exp(-half_x)
    beyond = tail_term  # P(chi-square with 2 (j + 1) degrees > x), built up term by term
    for j in range(400):
        total += poisson * (1.0 - beyond)
        tail_term *= half_x / (j + 1)
        beyond += tail_term
        poisson *= half_noncentrality / (j + 1)
    return total


@pytest.mark.parametrize(("radius", "sigma"), SHAPES)
def test_the_response_is_the_noncentral_chi_square_distribution(
    radius: float, sigma: float
) -> None:
    for distance in np.linspace(0.0, radius + 4 * sigma, 25):
        expected = noncentral_chi_square(float(distance), radius, sigma)
        assert float(disc_response(distance, radius, sigma)) == pytest.approx(expected, abs=1e-10)


def test_a_node_under_the_centre_sees_one_minus_a_gaussian() -> None:
    assert float(disc_response(0.0, 2.0, 2.0)) == pytest.approx(1 - exp(-0.5), abs=1e-12)


def test_a_disc_that_covers_the_kernel_has_a_flat_top() -> None:
    assert float(disc_response(4.0, 20.0, 2.0)) == pytest.approx(1.0, abs=1e-12)


def test_all_nodes_together_feel_the_area_of_the_contact() -> None:
    step = 0.2
    axis = np.arange(-15, 15, step)
    distance = np.hypot(axis[:, None], axis)
    area = disc_response(distance, 2.0, 2.0).sum() * step * step
    assert area == pytest.approx(np.pi * 4.0, rel=1e-4)


@pytest.mark.parametrize(("radius", "sigma"), SHAPES)
def test_the_table_is_within_two_ten_thousandths_of_the_response(
    radius: float, sigma: float
) -> None:
    table = response_table((2 * radius,), sigma)
    distance = np.linspace(0.0, table.reach_mm, 5000, endpoint=False)
    entry = (distance * distance / table.step_mm2).astype(int)
    difference = np.abs(table.values[0, entry] - disc_response(distance, radius, sigma))
    assert difference.max() < 2e-4


def test_a_site_without_size_is_felt_nowhere() -> None:
    assert not response_table((0.0, 4.0), 2.0).values[0].any()
