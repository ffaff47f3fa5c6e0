"""Faults are where decisions are, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOT, drawn
from tests.mutation.fault import faults_in
from tests.mutation.rooms import ROOMS

HERE = Path("here.py")
SOURCE = '''"""A text with a < b and 1 + 2 in it."""

import one.two
MOST = 3


def add(a: int | None, b: int = 4) -> int | None:
    """Add a + b."""
    # a comment: a == b
    if a is not None and b < MOST and "x < y":
        return a + b
    return min(a, -b)
'''


def test_operators_numbers_and_words_become_others() -> None:
    told = [str(fault).partition("here.py:")[2] for fault in faults_in(HERE, SOURCE)]
    assert told == [
        "4:8: 3 -> 4",
        "10:22: and -> or",
        "10:28: < -> <=",
        "10:35: and -> or",
        "11:18: + -> -",
        "12:12: min -> max",
    ]


def test_a_fault_changes_its_token_and_nothing_else() -> None:
    for fault in faults_in(HERE, SOURCE):
        before, after = SOURCE.splitlines(), fault.applied(SOURCE).splitlines()
        changed = [
            n for n, pair in enumerate(zip(before, after, strict=True), 1) if len(set(pair)) > 1
        ]
        assert changed == [fault.line]


def test_casts_addresses_and_declarations_of_cython_stay() -> None:
    source = "cdef int a, b\nx = <int>y\nf(&z, &a.b)\ncdef int c = <int>d + 1\nk = a < b\n"
    told = [str(fault).partition("here.py:")[2] for fault in faults_in(HERE, source)]
    assert told == ["4:21: + -> -", "4:23: 1 -> 2", "5:7: < -> <="]


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_faults_enough_and_tests_that_are_there(name: str) -> None:
    room = ROOMS[name]
    faults = drawn(room, 10**6, 1)
    assert len(faults) > 150
    assert drawn(room, 20, 1) == drawn(room, 20, 1) != drawn(room, 20, 2)
    for path in room.tests:
        assert (ROOT / path).exists()
