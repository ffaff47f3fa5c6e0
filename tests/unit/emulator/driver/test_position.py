from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from emulator.driver.peaks import find_peaks
from emulator.driver.position import touches
from emulator.screen.contacts import Contacts, coverage
from emulator.screen.response import response_table
from stampcodec import Panel, panel


def frames_of(places: NDArray[np.float64], diameter_mm: float, screen: Panel) -> NDArray[np.int16]:
    """One disc a frame, without noise and finely counted."""
    n = len(places)
    contacts = Contacts(
        places[:, None].astype(np.float32),
        np.ones((n, 1), np.float32),
        np.zeros((n, 1), np.intp),
    )
    covered = coverage(contacts, response_table((diameter_mm,), screen.kernel_sigma_mm), screen)
    return np.rint(20000 * covered).astype(np.int16)


def found(places: NDArray[np.float64], diameter_mm: float, screen: Panel) -> NDArray[np.float64]:
    peaks = find_peaks(frames_of(places, diameter_mm, screen), 1000)
    assert peaks.frame.tolist() == list(range(len(places)))
    return touches(peaks, screen).xy_mm


@pytest.mark.parametrize(("name", "most_mm"), [("nexus5", 0.2), ("surface", 0.25)])
@pytest.mark.parametrize("diameter_mm", [4.0, 7.0])
def test_a_disc_is_placed_far_better_than_by_its_node(
    name: str, most_mm: float, diameter_mm: float, rng: np.random.Generator
) -> None:
    screen = panel(name)
    room = np.array([screen.width_mm, screen.height_mm]) - 4 * screen.pitch_mm
    places = rng.random((400, 2)) * room + 2 * screen.pitch_mm
    off = found(places, diameter_mm, screen) - places
    assert np.abs(off).max() < most_mm
    assert abs(off.mean()) < 0.01


def test_a_sampled_gaussian_is_placed_exactly() -> None:
    screen = Panel(rows=9, columns=9, pitch_mm=4.0, kernel_sigma_mm=2.0)
    node = np.arange(9) + 0.5
    x, y, sigma = 4.8, 3.75, 0.7
    blob = 30000 * np.exp(-((node - x) ** 2 + (node[:, None] - y) ** 2) / (2 * sigma**2))
    touch = touches(find_peaks(np.rint(blob).astype(np.int16)[None], 1000), screen)
    np.testing.assert_allclose(touch.xy_mm, [[4 * x, 4 * y]], atol=2e-3)
    # sigma of 2.8 mm is a kernel of 2.0 mm and a disc of variance 3.84: 3.92 mm of radius
    np.testing.assert_allclose(touch.radius_mm, 2 * np.sqrt(2.8**2 - 2.0**2), atol=0.01)


def test_the_radius_of_a_disc_is_about_its_own() -> None:
    screen = panel("nexus5")
    places = np.array([[7.5 * 4.1, 13.5 * 4.1], [8.0 * 4.1, 13.2 * 4.1]])
    peaks = find_peaks(frames_of(places, 7.0, screen), 1000)
    np.testing.assert_allclose(touches(peaks, screen).radius_mm, 3.5, atol=0.8)


def test_a_finger_at_the_edge_is_placed_at_the_edge_and_never_beyond() -> None:
    screen = panel("nexus5")
    for inside_mm in (0.0, 1.0, 2.0, 3.0):
        at = np.array([[inside_mm, 50.0], [screen.width_mm - inside_mm, 50.0]])
        x = found(at, 9.0, screen)[:, 0]
        np.testing.assert_allclose(x, at[:, 0], atol=1.0)
        assert (x >= 0).all()
        assert (x <= screen.width_mm).all()


def test_a_panel_of_one_line_places_along_it() -> None:
    screen = Panel(rows=1, columns=8, pitch_mm=4.0)
    frame = np.array([[[0, 20, 100, 50, 5, 0, 0, 0]]], np.int16)
    touch = touches(find_peaks(frame, 50), screen)
    assert 10.0 < touch.xy_mm[0, 0] < 12.0
    assert touch.xy_mm[0, 1] == 2.0
