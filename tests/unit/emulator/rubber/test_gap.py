from __future__ import annotations

import numpy as np
import pytest

from emulator import glass
from emulator.rubber.gap import through_gap, tilted_gap_mm
from stampcodec import panel

CORNERS = np.array([[[-20, -20], [20, -20], [20, 20], [-20, 20]]], np.float32)


def test_a_gap_is_a_capacitor_in_series_with_the_cover_glass() -> None:
    surface = glass(panel("nexus5"))
    per_mm2 = 8.8541878e-3
    glass_pf = per_mm2 * surface.cover_permittivity / surface.cover_mm
    for gap_mm, permittivity in ((0.01, 1.0), (0.1, 3.0), (2.0, 1.0)):
        air_pf = per_mm2 * permittivity / gap_mm
        series_pf = glass_pf * air_pf / (glass_pf + air_pf)
        assert float(through_gap(gap_mm, surface, permittivity)) == pytest.approx(
            series_pf / glass_pf, rel=1e-5
        )


def test_no_gap_and_less_than_none_leave_the_contact_whole() -> None:
    np.testing.assert_array_equal(through_gap([0.0, -3.0], glass(panel("nexus5"))), [1, 1])


@pytest.mark.parametrize("direction_deg", [0.0, 30.0, 45.0, 135.0, 290.0])
def test_a_tilted_face_touches_on_one_side_and_stands_off_on_the_other(
    direction_deg: float,
) -> None:
    gap = tilted_gap_mm(CORNERS, np.array([1.5]), np.array([direction_deg]), np.array([40.0]))[0]
    assert gap.min() == pytest.approx(0.0, abs=1e-6)
    assert gap.max() == pytest.approx(1.5, abs=1e-6)


def test_the_face_rises_where_the_direction_points() -> None:
    right = tilted_gap_mm(CORNERS, np.array([1.0]), np.array([0.0]), np.array([40.0]))[0]
    assert right == pytest.approx([0, 1, 1, 0])
    down = tilted_gap_mm(CORNERS, np.array([1.0]), np.array([90.0]), np.array([40.0]))[0]
    assert down == pytest.approx([0, 0, 1, 1], abs=1e-6)
