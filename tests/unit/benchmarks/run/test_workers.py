from __future__ import annotations

import operator

import pytest

from benchmarks.run.workers import run_all


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_calls(processes: int) -> None:
    calls = [(number, 10) for number in range(9)]
    assert run_all(operator.add, calls, processes, "sums") == list(range(10, 19))


def test_progress_goes_to_stderr_in_a_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    run_all(operator.add, [(1, 1)] * 100, 1, "sums")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == "sums: 100 of 100"
    assert len(captured.err.splitlines()) == 5


def test_what_a_call_raises_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        run_all(operator.truediv, [(1, 1), (1, 0)], 2, "quotients")
