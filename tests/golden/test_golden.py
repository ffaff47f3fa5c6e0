"""The golden files freeze the format: a stamp made today must read in ten years."""

import json

import pytest

from tests.golden.vectors import FACES, FAMILIES, FOLDER, face_text, golden_files, vectors


@pytest.mark.parametrize("name", FAMILIES)
def test_every_vector_is_derived_as_it_was_when_the_format_was_frozen(name: str) -> None:
    frozen = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for was, now in zip(frozen, vectors(name), strict=True):
        assert now == was


@pytest.mark.parametrize("name", FACES)
def test_a_stamp_file_is_the_same_to_the_byte(name: str) -> None:
    assert face_text(*FACES[name]) == (FOLDER / name).read_bytes().decode("utf-8")


def test_no_golden_file_of_a_lattice_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("lattice*.json")} == set(golden_files())
