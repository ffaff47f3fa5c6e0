from __future__ import annotations

from issuance.server.patience import FIRST_S, LONGEST_S, MOST_TRIES, SETTLED_S, Patience


def test_a_worker_that_lived_is_started_again_at_once() -> None:
    patience = Patience()
    assert [patience.rest_s(SETTLED_S) for _ in range(100)] == [0.0] * 100


def test_the_rest_grows_and_ends() -> None:
    patience = Patience()
    rests = [patience.rest_s(0.2) for _ in range(MOST_TRIES)]
    assert rests[:3] == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S]
    assert rests[-1] == LONGEST_S
    assert patience.rest_s(0.2) is None


def test_one_that_settles_makes_up_for_those_that_did_not() -> None:
    patience = Patience()
    for _ in range(MOST_TRIES):
        patience.rest_s(0.2)
    assert patience.rest_s(SETTLED_S) == 0.0
    assert patience.rest_s(0.2) == FIRST_S
