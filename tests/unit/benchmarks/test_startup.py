from __future__ import annotations

import json

import pytest

from benchmarks import startup
from benchmarks.cli import run
from benchmarks.startup import BARE, COMMANDS, MOST_S, Start, Startup


def test_startup_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["startup", "--rounds", "1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    starts = {start["command"]: start for start in document["starts"]}
    assert list(starts) == list(COMMANDS)
    assert starts[BARE]["ratio"] == 1
    assert starts["stampcodec --help"]["ratio"] > 1
    assert all(start["processes"] == 1 for start in document["starts"])
    assert [each["name"] for each in document["requirements"]] == [
        f"{name}, CPU s" for name in COMMANDS if name.startswith("stampcodec")
    ]


def test_a_slow_command_does_not_meet_its_requirement() -> None:
    slow, fast = 2 * MOST_S, MOST_S / 2
    result = Startup(
        (
            Start(BARE, (0.01, 0.02, 0.03), (0.01, 0.02, 0.03), 3),
            Start("stampcodec --help", (fast, slow, slow), (slow, slow, slow), 3),
            Start("stampcodec families", (fast, fast, slow), (slow, slow, slow), 3),
        )
    )
    assert [each.met for each in result.requirements] == [False, True]
    assert result.ratio(result.starts[1]) == pytest.approx(slow / 0.02)


def test_a_command_that_fails_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "COMMANDS", {"broken": ("-c", "raise SystemExit(3)")})
    with pytest.raises(RuntimeError, match="broken: exit status 3"):
        startup.measure_startup(1)
