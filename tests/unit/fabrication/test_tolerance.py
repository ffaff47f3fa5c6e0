from __future__ import annotations

import math

import pytest

from fabrication.tolerance import CLASSES, steps_mm, tolerance_mm

# design.md, section 2, M2 fixed.
M2 = {4.0: 0.10, 6.3: 0.15, 16.0: 0.20, 25.0: 0.25, 40.0: 0.35, 63.0: 0.40}


@pytest.mark.parametrize(("nominal", "tolerance"), M2.items())
def test_m2_is_that_of_the_design(nominal: float, tolerance: float) -> None:
    assert tolerance_mm(nominal, "M2") == tolerance


def test_a_row_includes_its_upper_end_only() -> None:
    assert tolerance_mm(4.0, "M2") == 0.10
    assert tolerance_mm(4.001, "M2") == 0.15
    # Arithmetic that ends a hair above 6.3 still belongs to the row.
    assert tolerance_mm(6.3 + 1e-9, "M2") == 0.15


def test_beyond_the_table_a_percentage_holds() -> None:
    assert tolerance_mm(200.0, "M2") == pytest.approx(1.0)
    assert tolerance_mm(200.0, "M2", closure=True) == pytest.approx(1.4)


@pytest.mark.parametrize("closure", [False, True])
def test_a_coarser_class_and_a_larger_size_never_tighten(closure: bool) -> None:
    table = [[tolerance_mm(n, g, closure=closure) for n in steps_mm()] for g in CLASSES]
    assert all(row == sorted(row) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))


def test_across_the_parting_line_nothing_is_tighter() -> None:
    for grade in CLASSES:
        for nominal in steps_mm():
            fixed = tolerance_mm(nominal, grade)
            assert tolerance_mm(nominal, grade, closure=True) >= fixed


@pytest.mark.parametrize("nominal", [0.0, -1.0, math.nan])
def test_a_size_that_is_none_is_refused(nominal: float) -> None:
    with pytest.raises(ValueError, match=r"^nominal_mm: expected above 0"):
        tolerance_mm(nominal, "M2")


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^tolerance: expected one of M1, M2, M3, M4, got 'm2'"):
        tolerance_mm(4.0, "m2")
