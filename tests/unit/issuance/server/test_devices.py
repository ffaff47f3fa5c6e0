"""A new device is free in peace and costs a puzzle when many come from one network."""

from __future__ import annotations

from issuance.defence.price import FREE
from issuance.defence.puzzle import make_puzzle, solve
from issuance.model.limit import Of
from tests.counter import Answer, Counter


def crowded(counter: Counter) -> Answer:
    """Let as many come as are free, and one more."""
    for _ in range(FREE[Of.ADDRESS]):
        counter.device()
    return counter.ask("POST", "/v1/devices")


def test_the_puzzle_of_a_refusal_gets_one_device_and_no_second(counter: Counter) -> None:
    refused = crowded(counter)
    assert (refused.status_code, refused.json()["type"]) == (402, "/problems/price-due")
    puzzle = refused.json()["puzzle"]
    paid = {"puzzle": puzzle, "answer": solve(puzzle)}
    assert counter.ask("POST", "/v1/devices", json=paid).status_code == 201
    assert counter.ask("POST", "/v1/devices", json=paid).status_code == 402
    counter.clock.advance(hours=1)
    assert counter.ask("POST", "/v1/devices").status_code == 201


def test_a_puzzle_of_somebody_elses_or_of_too_few_bits_pays_nothing(counter: Counter) -> None:
    assert crowded(counter).status_code == 402
    service = counter.app.state.service
    cheap = service.puzzle(4)
    foreign = make_puzzle(4, int(counter.clock.now.timestamp()), b"foreign")
    for puzzle in (cheap, foreign, "nonsense"):
        answer = solve(puzzle) if puzzle != "nonsense" else "1"
        body = {"puzzle": puzzle, "answer": answer}
        assert counter.ask("POST", "/v1/devices", json=body).status_code == 402
