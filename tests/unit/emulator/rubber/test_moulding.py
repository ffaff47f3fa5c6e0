from __future__ import annotations

import numpy as np
import pytest

from emulator.rubber.moulding import moulded, tolerance_mm


def test_tolerances_are_those_of_iso_3302_1() -> None:
    distance = [0.0, 4.0, 4.1, 6.3, 16.0, 24.9, 40.0, 63.0]
    m2 = [0.10, 0.10, 0.15, 0.15, 0.20, 0.25, 0.35, 0.40]
    np.testing.assert_allclose(tolerance_mm(distance, "M2"), m2)
    np.testing.assert_allclose(tolerance_mm(distance, "M3"), 2 * np.array(m2))


def test_errors_are_uniform_within_the_tolerance(rng: np.random.Generator) -> None:
    place = np.array([[21.0, 12.0]], np.float32)  # 24.2 mm from the centre: 0.25 mm
    error = moulded(np.broadcast_to(place, (20_000, 1, 2)), "M2", rng) - place
    assert np.abs(error).max() <= 0.25 + 1e-5
    # Standard deviation of a uniform error; 3 sigma of its estimate over 40,000 values is 1 %.
    assert error.std() == pytest.approx(0.25 / np.sqrt(3), rel=0.015)
    assert np.corrcoef(error[:, 0].T)[0, 1] == pytest.approx(0.0, abs=0.03)


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(ValueError, match="'M9': expected one of M2, M3"):
        tolerance_mm(1.0, "M9")
