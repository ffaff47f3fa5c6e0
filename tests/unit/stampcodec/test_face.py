from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import stampcodec as sc

FACE = sc.family("lattice8").encode(4711)


def test_the_dots_of_a_face_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        FACE.dots[0, 0] = 1.0


def test_a_face_keeps_its_dots_when_the_array_it_was_made_from_changes() -> None:
    dots = np.array([(0.0, 0.0, 3.0)])
    face = sc.StampFace("lattice8", 5.0, 1, 40.5, dots, ("data",))
    dots[0, 0] = 9.0
    assert face.dots[0, 0] == 0.0


def test_faces_are_equal_when_every_field_is() -> None:
    again = sc.family("lattice8").encode(4711)
    assert again == FACE
    assert hash(FACE) == hash(again)
    moved = FACE.dots.copy()
    moved[0, 0] += 1e-9
    others: list[dict[str, object]] = [
        {"family": "lattice7"},
        {"pitch_mm": 5.1},
        {"merchant_id": 4712},
        {"outline_mm": 41.0},
        {"dots": moved},
        {"roles": ("data",) * len(FACE.roles)},
    ]
    assert all(dataclasses.replace(FACE, **other) != FACE for other in others)  # type: ignore[arg-type]
    assert FACE != "a face"


def test_occupied_marks_the_sites_that_hold_a_dot() -> None:
    assert FACE.occupied.dtype == np.uint8
    assert FACE.occupied.shape == (64,)
    assert FACE.occupied.sum() == len(FACE.dots)


def test_occupied_bears_moulding_errors() -> None:
    bent = dataclasses.replace(FACE, dots=FACE.dots + (0.4, -0.4, 0.1))
    np.testing.assert_array_equal(bent.occupied, FACE.occupied)


def test_a_dot_between_sites_has_no_site() -> None:
    shifted = dataclasses.replace(FACE, dots=FACE.dots + (2.5, 0.0, 0.0))
    with pytest.raises(ValueError, match=r"dots\[0\] lies on no site of lattice8"):
        _ = shifted.occupied


def test_a_family_without_lattice_has_no_sites_to_occupy() -> None:
    with pytest.raises(ValueError, match="family touch has no lattice"):
        _ = dataclasses.replace(FACE, family="touch").occupied


@pytest.mark.parametrize(
    ("dots", "roles", "problem"),
    [
        (np.zeros((0, 3)), (), "shape"),
        (np.zeros((2, 2)), ("data",) * 2, "shape"),
        (np.zeros(3), ("data",), "shape"),
        (np.full((1, 3), np.nan), ("data",), "finite"),
        (np.full((1, 3), np.inf), ("data",), "finite"),
        (np.zeros((2, 3)), ("data",), "roles"),
    ],
)
def test_dots_that_cannot_be_are_refused(
    dots: np.ndarray, roles: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        sc.StampFace("lattice8", 5.0, 1, 40.5, dots, roles)
