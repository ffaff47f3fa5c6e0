from __future__ import annotations

import pytest

from emulator import glass
from stampcodec import Panel, panel


@pytest.mark.parametrize("name", ["nexus5", "surface", "maxtouch"])
def test_every_preset_panel_has_glass_of_its_own(name: str) -> None:
    surface = glass(panel(name))
    assert surface.sigma_mm == panel(name).kernel_sigma_mm
    assert surface.plate_counts > panel(name).finger_counts
    assert surface.bits == (8 if name == "surface" else 16)


def test_a_fingertip_has_the_plate_capacitance_of_the_literature() -> None:
    """Microchip gives 1 to 5 pF for a touch; 50 mm2 on the phone's glass."""
    surface = glass(panel("nexus5"))
    pf_per_mm2 = 2 * surface.plate_pf / 4.1**2
    assert 1.0 < 50 * pf_per_mm2 < 5.0


def test_an_unknown_panel_gets_figures_from_its_own_noise_and_finger() -> None:
    surface = glass(Panel(rows=30, columns=20, pitch_mm=5.0, noise_counts=3.0, finger_counts=400.0))
    assert surface.plate_counts == pytest.approx(480.0)
    assert surface.white_counts == pytest.approx(2.85)
    assert surface.sigma_mm == 2.5
    assert surface.impulses.count_shares == ()
