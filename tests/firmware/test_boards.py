"""Firmware on emulated boards and in node, held to the budgets of its design; ``make firmware``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.firmware.board import BOARDS
from benchmarks.firmware.budget import measure_budgets
from benchmarks.firmware.web import WASM
from benchmarks.lattice.accuracy import FAMILIES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("board", [*BOARDS, WASM])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_keeps_its_budget_and_reads_as_python_does(
    family: str, board: str, tmp_path: Path
) -> None:
    (budget,) = measure_budgets(
        [family], ["nexus5"], [board], frames=100, seed=5, folder=tmp_path, told=print
    )
    assert budget.frames > 400
    assert [each for each in budget.requirements if not each.met] == []
