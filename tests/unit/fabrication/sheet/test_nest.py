from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrication.sheet.nest import LABEL_MM, MARK_INSET_MM, Sheet, grid, nest

SIZES = st.floats(10, 60)


@given(SIZES, st.floats(100, 700), st.floats(100, 700), st.integers(1, 60))
def test_stamps_lie_on_their_sheet_and_apart(
    outline_mm: float, width_mm: float, height_mm: float, n: int
) -> None:
    sheet = Sheet(width_mm, height_mm)
    half, places = outline_mm / 2, nest(n, outline_mm, sheet)
    rounding = 1e-5
    assert len(places) == n
    for place in places:
        assert sheet.margin_mm - rounding <= place.x_mm - half
        assert place.x_mm + half <= width_mm - sheet.margin_mm + rounding
        assert place.y_mm + half <= height_mm - sheet.margin_mm + rounding
        assert sheet.margin_mm - rounding <= place.y_mm - half - LABEL_MM
    for a, b in combinations(places, 2):
        apart = max(abs(a.x_mm - b.x_mm), abs(a.y_mm - b.y_mm) - LABEL_MM)
        assert a.sheet != b.sheet or apart >= outline_mm + sheet.gap_mm - rounding


def test_sheets_are_filled_one_after_the_other() -> None:
    sheet = Sheet()
    columns, rows = grid(42.0, sheet)
    assert (columns, rows) == (5, 6)
    places = nest(65, 42.0, sheet)
    assert [place.sheet for place in places] == [0] * 30 + [1] * 30 + [2] * 5
    assert places[30].x_mm == places[0].x_mm
    assert places[1].x_mm > places[0].x_mm
    assert places[5].y_mm < places[0].y_mm


def test_a_stamp_too_large_for_the_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="takes no stamp of 42 mm"):
        nest(1, 42.0, Sheet(60.0, 400.0))


def test_marks_tell_how_a_sheet_lies() -> None:
    sheet = Sheet(300.0, 400.0)
    marks = set(sheet.marks_mm)
    assert marks == {(8.0, 8.0), (8.0, 392.0), (292.0, 392.0)}
    assert {(300.0 - x, y) for x, y in marks} != marks, "turned over"
    assert {(300.0 - x, 400.0 - y) for x, y in marks} != marks, "upside down"


@pytest.mark.parametrize("field", ["width_mm", "height_mm", "margin_mm", "gap_mm"])
def test_what_is_no_length_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Sheet(**{field: float("nan")})
    with pytest.raises(ValueError, match=field):
        Sheet(**{field: 0.0})


def test_marks_need_their_margin() -> None:
    with pytest.raises(ValueError, match="margin_mm: expected 11 or more"):
        Sheet(margin_mm=MARK_INSET_MM)
