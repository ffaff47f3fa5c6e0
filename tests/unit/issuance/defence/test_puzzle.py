from __future__ import annotations

import hashlib

import pytest

from issuance.defence.puzzle import LASTS_S, make_puzzle, solve, solved

KEY, NOW_S, BITS = b"key", 1_795_000_000, 8


def test_an_answer_is_found_and_taken_with_what_it_cost() -> None:
    puzzle = make_puzzle(BITS, NOW_S, KEY)
    found = solved(puzzle, solve(puzzle), NOW_S, KEY)
    assert found is not None
    assert (found.bits, found.until_s) == (BITS, NOW_S + LASTS_S)


def test_the_hash_of_puzzle_and_answer_begins_with_zeros() -> None:
    puzzle = make_puzzle(BITS, NOW_S, KEY)
    assert hashlib.sha256(f"{puzzle}:{solve(puzzle)}".encode()).digest()[0] == 0


def test_a_puzzle_and_its_answer_fit_into_one_block() -> None:
    assert len(f"{make_puzzle(20, NOW_S, KEY)}:9999999999") <= 55


def test_no_two_puzzles_are_the_same() -> None:
    assert make_puzzle(BITS, NOW_S, KEY) != make_puzzle(BITS, NOW_S, KEY)


@pytest.mark.parametrize(
    ("change", "now_s", "key"),
    [
        (lambda puzzle: puzzle, NOW_S + LASTS_S, KEY),
        (lambda puzzle: puzzle, NOW_S, b"other"),
        (lambda puzzle: puzzle.replace("8.", "7.", 1), NOW_S, KEY),
        (lambda puzzle: puzzle + "0", NOW_S, KEY),
        (lambda _: "", NOW_S, KEY),
        (lambda _: "8.1.\u0660\u0661.x", NOW_S, KEY),
    ],
)
def test_what_is_no_puzzle_of_now_pays_nothing(change: object, now_s: int, key: bytes) -> None:
    assert callable(change)
    puzzle = make_puzzle(BITS, NOW_S, KEY)
    assert solved(change(puzzle), solve(puzzle), now_s, key) is None


@pytest.mark.parametrize("answer", ["", "-1", "1e3", "9" * 11, "abc", "\u0661"])
def test_what_is_no_number_is_no_answer(answer: str) -> None:
    assert solved(make_puzzle(0, NOW_S, KEY), answer, NOW_S, KEY) is None


def test_a_wrong_number_is_no_answer() -> None:
    puzzle = make_puzzle(BITS, NOW_S, KEY)
    hashes = {k: hashlib.sha256(f"{puzzle}:{k}".encode()).digest() for k in range(64)}
    wrong = next(k for k, each in hashes.items() if each[0] != 0)
    assert solved(puzzle, str(wrong), NOW_S, KEY) is None
