"""The emulator's fingers and idle frames beside those of people it was not fitted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emulator.compare import TOLERANCE, compare, load

if TYPE_CHECKING:
    from pathlib import Path

    from emulator.compare import Row


@pytest.fixture(scope="module")
def rows(pytestconfig: pytest.Config) -> list[Row]:
    folder: Path = pytestconfig.getoption("--corpus")
    return compare(load(folder))


def test_every_statistic_is_within_a_tenth_of_people_it_never_saw(rows: list[Row]) -> None:
    off = {row.name: f"{row.difference:+.1%}" for row in rows if abs(row.difference) > TOLERANCE}
    assert not off


def test_the_comparison_covers_noise_impulses_and_fingers(rows: list[Row]) -> None:
    kinds = [row.name.split(",")[0] for row in rows]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "finger": 14,
        "impulses": 5,
        "noise": 4,
    }
