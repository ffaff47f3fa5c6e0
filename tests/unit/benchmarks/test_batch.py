from __future__ import annotations

import json

import pytest

from benchmarks.batch import Batch, batch_table, measure_batch
from benchmarks.cli import run


def test_a_batch_has_the_same_bytes_whatever_the_number_of_processes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["batch", "--stamps", "2", "--json"]) == 0
    batches = json.loads(capsys.readouterr().out)["batches"]
    assert [each["jobs"] for each in batches] == [1, 2]
    assert all(each["same"] for each in batches)
    assert all(each["cpu_s_each"] == each["cpu_s"] / 2 > 0 for each in batches)


def test_the_table_tells_other_bytes() -> None:
    costs = [Batch(1, 10, 3.0, 4.0, 150.0, True), Batch(2, 10, 3.5, 2.0, 300.0, False)]
    words, *_ = batch_table(costs).columns
    assert list(words.cells) == ["same", "others"]


def test_a_command_that_fails_stops_the_run() -> None:
    with pytest.raises(RuntimeError, match="--jobs"):
        measure_batch(1, [0], seed=1)
