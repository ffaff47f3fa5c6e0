from __future__ import annotations

from dataclasses import replace

from fabrication.part import Part
from fabrication.variant import drawing_number
from tests.unit.fabrication.sample import rubber


def test_a_drawing_number_changes_with_the_part_and_only_with_it() -> None:
    face, part = rubber("lattice8"), Part()
    number = drawing_number(face, part)
    assert number.startswith("lattice8-4000-")
    assert len(number) == len("lattice8-4000-") + 4
    assert drawing_number(rubber("lattice8"), Part()) == number
    others = {
        drawing_number(face, replace(part, base_mm=2.6)),
        drawing_number(face, replace(part, material="conductive TPU")),
        drawing_number(replace(face, dots=face.dots * 1.001), part),
    }
    assert number not in others
    assert len(others) == 3
