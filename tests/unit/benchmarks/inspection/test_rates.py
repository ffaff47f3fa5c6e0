from __future__ import annotations

import pytest

from benchmarks.inspection import rates
from benchmarks.inspection.tables import inspection_table


def test_good_parts_bad_parts_and_bad_scans_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = ("good part", "3 % too small", "scan too dark")
    monkeypatch.setattr(rates, "SCENES", {name: rates.SCENES[name] for name in kept})
    rows = rates.measure_inspection(["touch5"], 1, seed=2)
    assert [(row.accepted, row.rejected, row.refused) for row in rows] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]
    assert rows[0].place_um is not None
    assert rows[0].place_um < 60
    assert all(each.met for each in rates.requirements(rows))
    assert inspection_table(rows).row_count == 3
