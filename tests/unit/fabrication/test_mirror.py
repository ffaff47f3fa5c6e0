from __future__ import annotations

import numpy as np
import pytest

import stampcodec as sc
from fabrication.mirror import rubber_view
from stampcodec.face import StampFace

# An F on the screen, y down: a stem, two arms to the right, the upper one longer.
LETTER_F = [(-8, -8), (-8, 0), (-8, 8), (0, -8), (8, -8), (0, 0)]


def letter() -> StampFace:
    dots = np.array([(x, y, 4.0) for x, y in LETTER_F])
    return StampFace("custom", None, 1, 30.0, dots, ("data",) * len(dots))


def test_an_f_on_the_screen_is_a_mirrored_f_on_the_rubber() -> None:
    # Looked at with y up: the stem on the right, the arms to the left, the longer one above.
    expected = [(8, 8), (8, 0), (8, -8), (0, 8), (-8, 8), (0, 0)]
    np.testing.assert_array_equal(rubber_view(letter()).dots[:, :2], expected)


def test_turning_over_reverses_the_sense_of_rotation() -> None:
    # Three dots that turn clockwise on the screen turn counter-clockwise on the rubber. With y
    # down a positive cross product turns clockwise, with y up counter-clockwise: the signs agree.
    a, b, c = letter().dots[[0, 4, 2], :2]
    assert np.linalg.det([b - a, c - a]) > 0
    a, b, c = rubber_view(letter()).dots[[0, 4, 2], :2]
    assert np.linalg.det([b - a, c - a]) > 0


@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
def test_dots_and_empty_sites_are_all_sites_turned_over(family: str) -> None:
    lattice = sc.family(family)
    rubber = rubber_view(lattice.encode(4711))
    seen = np.concatenate([rubber.dots, rubber.empty])[:, :2]
    assert sorted(map(tuple, (seen * -1 + 0.0).round(6))) == sorted(
        map(tuple, (lattice.sites + 0.0).round(6))
    )
    assert set(rubber.empty[:, 2]) == {lattice.dot_mm}


def test_a_face_without_lattice_has_no_empty_sites() -> None:
    assert rubber_view(sc.family("touch5").encode(7)).empty.shape == (0, 3)


def test_the_dots_are_read_only_and_without_negative_zero() -> None:
    rubber = rubber_view(letter())
    assert not np.signbit(rubber.dots[rubber.dots == 0]).any()
    with pytest.raises(ValueError, match="read-only"):
        rubber.dots[0, 0] = 1.0


def test_a_label_names_family_and_merchant() -> None:
    assert rubber_view(sc.family("lattice8").encode(12)).label == "lattice8-12"
