from __future__ import annotations

import pytest

from fabrication.force import modulus_mpa, press_force_n
from fabrication.part import Part
from tests.unit.fabrication.sample import rubber


def test_the_modulus_of_gent() -> None:
    """Computed by hand from the formula; the usual tables have 4.4 MPa at 65 and 1.5 at 40."""
    assert modulus_mpa(65.0) == pytest.approx(4.426, abs=0.001)
    assert modulus_mpa(40.0) == pytest.approx(1.690, abs=0.001)


def test_the_force_grows_with_dots_and_travel_and_needs_a_hardness() -> None:
    face, part = rubber("lattice8"), Part()
    each = press_force_n(face, part, 0.15)
    assert each is not None
    # 3.5 mm: 9.62 mm2, 4.43 MPa, 0.15 mm of 4.5 mm
    assert each / len(face.dots) == pytest.approx(1.419, abs=0.001)
    assert press_force_n(face, part, 0.3) == pytest.approx(2 * each)
    assert press_force_n(face, Part(process="printed"), 0.15) is None
    assert press_force_n(face, Part(material="rubber, Shore A 0"), 0.15) is None
