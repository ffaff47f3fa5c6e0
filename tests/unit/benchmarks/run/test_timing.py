from __future__ import annotations

from benchmarks.run.timing import IN_A_ROW, Subject, measure


def test_every_subject_takes_its_turn_in_every_round_with_all_its_arguments() -> None:
    seen: list[tuple[str, int]] = []
    subjects = [
        Subject("a", lambda k: seen.append(("a", k)), range(5)),
        Subject("b", lambda k: seen.append(("b", k)), [9], per_call=100),
    ]
    rounds: list[int] = []
    timings = measure(subjects, 3, lambda: rounds.append(1))
    assert len(rounds) == 3
    assert [timing.calls for timing in timings] == [3 * IN_A_ROW, 3]
    # The first round warms up and is not counted.
    assert [name for name, _ in seen].count("a") == 4 * IN_A_ROW
    assert [name for name, _ in seen].count("b") == 4
    assert [name for name, _ in seen[: IN_A_ROW + 2]] == ["a"] * IN_A_ROW + ["b", "a"]
    assert {argument for name, argument in seen if name == "a"} == set(range(5))


def test_the_median_lies_within_its_span() -> None:
    (timing,) = measure([Subject("sum", sum, [list(range(500))])], 4, lambda: None)
    assert timing.low_us <= timing.median_us <= timing.high_us
