from __future__ import annotations

import json

import pytest

from benchmarks.cli import run
from benchmarks.link.device import Plan
from benchmarks.link.memory import remembered
from benchmarks.link.presses import digest, faults, judged, measure_link
from benchmarks.link.result import Balance, Memory, Recovery


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ([7, 3, 9], (3, 0, 0)),
        ([7, 9], (2, 0, 0)),
        ([7, 7, 3, 9, 7], (3, 0, 2)),
        ([4, 7, -1, 3], (2, 2, 0)),
        ([3, 7, 9], (2, 1, 0)),
        ([], (0, 0, 0)),
    ],
)
def test_events_are_held_against_what_was_pressed(
    told: list[int], counts: tuple[int, int, int]
) -> None:
    assert judged([7, 3, 9], told) == counts


def test_what_is_in_no_counter_is_missing() -> None:
    assert Balance(1000, 985, 5, 20).missing == 0
    assert Balance(1000, 984, 5, 20).missing == 1


def test_a_recovery_that_is_too_slow_is_not_met() -> None:
    recovery = Recovery("nexus5", 0.01, (0.02, 0.03, 0.2))
    assert (recovery.median_s, recovery.within) == (0.03, 2)
    assert not recovery.requirements[0].met


def test_a_plan_reads_back() -> None:
    plan = Plan("nexus5", 5, faults(0.01, 4.0), 3, 2.0)
    assert Plan.from_text(plan.as_text()) == plan
    assert len(set(plan.merchants)) == 5


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    plans = [Plan("nexus5", 1, faults(0.01), seed, seconds=1.0) for seed in (1, 1, 2)]
    first, again, other = map(digest, plans)
    assert first == again != other


def test_presses_through_a_pseudo_terminal_are_read_and_every_byte_is_counted() -> None:
    link = measure_link(["nexus5"], presses=4, rates=[1e-4], trials=1, speed=2.0, seed=1, bad_s=3.0)
    (pressed,) = link.runs
    assert (pressed.wrong, pressed.doubled) == (0, 0)
    assert pressed.stamped >= 3
    assert pressed.to_client.missing == pressed.to_device.missing == 0
    assert pressed.to_client.removed > 0
    (recovery,) = link.recoveries
    assert 0 < recovery.median_s < 1.5
    assert len(set(link.digests)) == 1


def test_memory_is_watched_while_a_device_and_its_client_run_in_virtual_time() -> None:
    turns: list[int] = []
    memory = remembered("nexus5", faults(1e-3), 0.1, 1, lambda: turns.append(1))
    assert memory.frames > 20
    assert memory.stamped > 0
    assert memory.late_mib >= memory.early_mib > 10.0
    assert Memory("nexus5", 60.0, 1, 1, 50.0, 50.5).requirements[0].met
    assert not Memory("nexus5", 60.0, 1, 1, 50.0, 52.0).requirements[0].met


@pytest.mark.parametrize("rates", ["", "x", "0", "0.2", "0.1,,"])
def test_rates_that_are_none_are_refused(rates: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["link", "--rates", rates]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "--rates" in told.err


def test_json_of_runs_without_trials(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "-n",
        "1",
        "--panels",
        "nexus5",
        "--rates",
        "0.0001",
        "--trials",
        "0",
        "--minutes",
        "0",
    ]
    assert run(["link", *words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["recoveries"] == []
    assert document["runs"][0]["presses"] == 1
