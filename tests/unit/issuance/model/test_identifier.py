from __future__ import annotations

from datetime import timedelta

from issuance.model.identifier import PATTERN, identifier
from tests.shop import MORNING


def test_identifiers_sort_by_the_millisecond_they_were_made_in() -> None:
    moments = [MORNING + timedelta(milliseconds=n) for n in range(2000)]
    made = [identifier("vch", moment) for moment in moments]
    assert made == sorted(made)
    assert all(PATTERN.fullmatch(name) for name in made)


def test_no_two_identifiers_of_one_moment_are_the_same() -> None:
    assert len({identifier("vch", MORNING) for _ in range(1000)}) == 1000


def test_every_digit_of_chance_is_used() -> None:
    made = [identifier("vch", MORNING) for _ in range(1000)]
    for place in range(-16, 0):
        assert len({name[place] for name in made}) == 32
