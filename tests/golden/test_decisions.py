"""Narrow decisions stay as they are: a change of one is a change of the reader."""

import json

import pytest

from tests.golden.decisions import FOLDER, READINGS, decided, frames

WAS = json.loads((FOLDER / READINGS).read_text(encoding="utf-8"))


@pytest.mark.parametrize("family", WAS)
def test_narrow_decisions_are_as_they_were(family: str) -> None:
    held = frames()
    assert set(held) == set(WAS)
    assert decided(family, held[family]) == WAS[family]
    outcomes = {row["outcome"] for row in WAS[family]}
    assert outcomes == {"read", "unreadable"}
