from __future__ import annotations

import json

import pytest

from benchmarks.cli import run
from benchmarks.lattice import slow_code
from benchmarks.lattice.encode import MOST_NS, Encode, Step, measure_encode
from benchmarks.run.timing import Timing
from stampcodec.design import LATTICES
from stampcodec.lattice.code import Code

METHODS = ["codewords", "encode_many", "merchant_ids", "decode_many"]


def test_encode_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["encode", "--rounds", "1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    steps = [(step["family"], step["step"]) for step in document["steps"]]
    assert steps == [(family, each) for family in LATTICES for each in METHODS]
    assert all(step["times"] > 1 for step in document["steps"])
    assert [each["name"] for each in document["requirements"]] == [
        f"{family}: codewords, ns" for family in LATTICES
    ]


def test_encode_prints_a_row_for_each_method(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["encode", "--rounds", "1", "--families", "lattice7"]) == 0
    printed = capsys.readouterr().out
    assert all(f"lattice7   {each} " in printed for each in METHODS)


def test_rates_are_those_of_the_times() -> None:
    core = Timing("", *(0.125, 0.1, 0.25, 0.12, 0.2), 60)
    step = Step("lattice8", "codewords", core, Timing("", *(10.0,) * 5, 60))
    document = step.as_json()
    assert document["core_a_second"] == 8e6
    assert document["core_a_second_low"] == 5e6
    assert document["times"] == 80
    (requirement,) = Encode((step,)).requirements
    assert (requirement.measured, requirement.limit, requirement.met) == (125, MOST_NS, False)


def test_a_core_that_differs_from_python_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(code: Code, message: int) -> int:
        return int(code.rows[0]) ^ message

    monkeypatch.setattr(slow_code, "encode", wrong)
    with pytest.raises(RuntimeError, match="lattice7: codewords differs from its twin"):
        measure_encode(["lattice7"], rounds=1, seed=1)
