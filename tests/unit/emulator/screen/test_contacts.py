from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from emulator import glass
from emulator.screen.contacts import Contacts, conductor_counts, coverage
from emulator.screen.response import disc_response, response_table
from emulator.screen.retransmission import retransmitted
from stampcodec import Panel, panel

DIAMETERS = (3.5, 9.0)


def by_the_definition(contacts: Contacts, panel: Panel, sigma: float) -> NDArray[np.float64]:
    result = np.zeros((len(contacts.xy_mm), panel.rows, panel.columns))
    x = (np.arange(panel.columns) + 0.5) * panel.pitch_mm
    y = (np.arange(panel.rows) + 0.5) * panel.pitch_mm
    for frame, row in enumerate(contacts.xy_mm):
        for i, (at_x, at_y) in enumerate(row):
            distance = np.hypot(x - at_x, (y - at_y)[:, None])
            radius = DIAMETERS[contacts.size[frame, i]] / 2
            result[frame] += contacts.strength[frame, i] * disc_response(distance, radius, sigma)
    return result


@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_coverage_is_the_sum_of_the_responses_on_and_off_the_panel(
    name: str, rng: np.random.Generator
) -> None:
    glass_panel = panel(name)
    size_mm = np.array([glass_panel.width_mm, glass_panel.height_mm])
    contacts = Contacts(
        (rng.uniform(-0.3, 1.3, (4, 6, 2)) * size_mm).astype(np.float32),
        rng.uniform(0, 1, (4, 6)).astype(np.float32),
        rng.integers(0, 2, (4, 6)),
    )
    sigma = glass_panel.kernel_sigma_mm
    covered = coverage(contacts, response_table(DIAMETERS, sigma), glass_panel)
    expected = by_the_definition(contacts, glass_panel, sigma)
    assert covered.dtype == np.float32
    # A table entry is off by 2e-4 at most, what lies beyond its reach by 3e-5.
    assert np.abs(covered - expected).max() < 8e-4


def test_a_contact_far_off_the_panel_is_felt_nowhere(nexus5: Panel) -> None:
    away = np.array([[[-500.0, 10.0]], [[30.0, 1e6]]], dtype=np.float32)
    contacts = Contacts(away, np.ones((2, 1), np.float32), np.zeros((2, 1), np.intp))
    assert not coverage(contacts, response_table((4.0,), 2.0), nexus5).any()


def test_a_dot_of_4_mm_makes_95_counts_on_a_nexus5(nexus5: Panel) -> None:
    middle = np.array([[[7.5 * 4.1, 13.5 * 4.1]]], dtype=np.float32)
    contacts = Contacts(middle, np.ones((1, 1), np.float32), np.zeros((1, 1), np.intp))
    table = response_table((4.0,), nexus5.kernel_sigma_mm)
    counts = conductor_counts(contacts, table, 100.0, nexus5, glass(nexus5))
    assert 90 <= counts.max() <= 100


def test_conductor_counts_take_off_what_is_retransmitted(nexus5: Panel) -> None:
    surface = glass(nexus5)
    middle = np.array([[[30.0, 50.0], [40.0, 60.0]]], dtype=np.float32)
    contacts = Contacts(middle, np.ones((1, 2), np.float32), np.zeros((1, 2), np.intp))
    table = response_table((4.0,), 2.0)
    covered = coverage(contacts, table, nexus5)
    counts = conductor_counts(contacts, table, 3.0, nexus5, surface)
    expected = surface.plate_counts * covered - retransmitted(covered, 3.0, surface)
    np.testing.assert_allclose(counts, expected, atol=1e-3)
