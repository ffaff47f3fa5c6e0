from __future__ import annotations

from datetime import timedelta

import pytest

from issuance.defence.pair import LONGEST_APART_MS, pair
from issuance.model.presentation import Seen

FIRST = Seen("press", "touch5", 5)
SECOND = Seen("swipe", "touch5", 9)


def test_two_presses_that_are_read_are_one_pair_in_the_order_of_time() -> None:
    seen = pair(FIRST, SECOND, 2000.0)
    assert [press.code for press in seen.presses] == [5, 9]
    assert seen.is_two_ended
    assert seen.objection is None


@pytest.mark.parametrize("ends", [(FIRST, Seen("press")), (Seen("press"), SECOND)])
def test_where_one_end_is_not_read_nothing_is(ends: tuple[Seen, Seen]) -> None:
    assert pair(*ends, 2000.0) == Seen("press")


def test_an_objection_to_either_press_is_one_to_both() -> None:
    assert pair(Seen("press", "touch5", 5, "rigid"), SECOND, 0.0).objection == "rigid"
    assert pair(FIRST, Seen("press", "touch5", 9, "short"), 0.0).objection == "short"


def test_the_first_press_is_forgotten_after_ten_seconds() -> None:
    assert pair(FIRST, SECOND, LONGEST_APART_MS).objection is None
    assert pair(FIRST, SECOND, LONGEST_APART_MS + 0.001).objection == "apart"


def test_a_rest_before_the_other_end_counts_with_all_that_followed_it() -> None:
    half = timedelta(seconds=0.5)
    rests = [Seen("press", "touch5", code, rested=half) for code in (5, 9)]
    assert pair(rests[0], SECOND, 1000.0).rested == timedelta(seconds=1.5)
    assert pair(FIRST, rests[1], 1000.0).rested == half
    assert pair(rests[0], rests[1], 1000.0).rested == timedelta(seconds=2)
