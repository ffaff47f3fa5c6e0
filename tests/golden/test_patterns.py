"""The golden files freeze touch5: a stamp made today must read in ten years."""

import json

import pytest

from tests.golden.patterns import FACE, TABLE, digest, golden_files, short_search, vector
from tests.golden.vectors import FOLDER, face_text

FROZEN = json.loads((FOLDER / "touch5.json").read_text(encoding="utf-8"))


def test_the_table_is_the_one_that_was_frozen_to_the_byte() -> None:
    assert digest(TABLE.read_bytes()) == FROZEN["table_sha256"]


def test_the_table_beside_the_specification_is_the_same_to_the_byte() -> None:
    beside = FOLDER.parents[1] / "docs" / "touch5.csv"
    assert beside.read_bytes() == TABLE.read_bytes()


def test_the_search_finds_on_this_machine_what_it_found_when_the_table_was_made() -> None:
    assert digest(short_search()) == FROZEN["short_search_sha256"]


@pytest.mark.parametrize("was", FROZEN["patterns"], ids=lambda was: str(was["merchant_id"]))
def test_every_pattern_lies_as_it_did_and_so_does_its_nearest(was: dict[str, object]) -> None:
    assert vector(int(str(was["merchant_id"]))) == was


def test_a_stamp_file_is_the_same_to_the_byte() -> None:
    assert face_text("touch5", 1267, None) == (FOLDER / FACE).read_bytes().decode("utf-8")


def test_no_golden_file_of_touch5_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("touch*.json")} == set(golden_files())
