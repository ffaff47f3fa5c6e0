from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cli import run
from benchmarks.report.layout import LAYOUTS
from benchmarks.report.runfile import print_json, read_run
from stampcodec import FileError
from stampcodec.commandlist import commands_of
from tests.unit.benchmarks.report.samples import WHOLE, presses, times

ALIKE, WORSE, MISUSE = 0, 1, 2
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Save:
    """Write a run as ``--json`` prints it."""

    def save(name: str, command: str, **document: Any) -> Path:
        print_json(command, document)
        path = tmp_path / name
        path.write_text(capsys.readouterr().out)
        return path

    return save


def compared(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = run(["compare", *map(str, words)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_every_benchmark_has_a_layout() -> None:
    commands = {each.words[0] for each in commands_of("benchmarks")}
    assert set(LAYOUTS) == set(WHOLE) == commands - {"compare"}


@pytest.mark.parametrize("command", sorted(WHOLE))
def test_a_run_beside_itself_is_alike(
    command: str, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save("run.json", command, **WHOLE[command])
    figures = read_run(path).figures
    assert figures
    told = f"0 worse, 0 better, {len(figures)} alike\n"
    assert compared(capsys, path, path) == (ALIKE, told, "")


def test_strangers_are_accepted_and_presses_read(save: Save) -> None:
    names = set(read_run(save("run.json", "touch", **WHOLE["touch"])).figures)
    assert {name.rsplit(": ")[-1] for name in names if "press" in name} == {"read", "wrong"}
    assert {name.rsplit(": ")[-1] for name in names if "random" in name} == {"accepted", "wrong"}


# --- what counts as a change ----------------------------------------------------------------------


def test_a_rate_that_fell_beyond_chance_is_worse(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save("before.json", "accuracy", **presses(9990))
    after = save("after.json", "accuracy", **presses(9900))
    status, out, _ = compared(capsys, before, after)
    assert status == WORSE
    assert "lattice8 nexus5 emulated nominal: read" in out
    assert "99.900 % of 10000" in out
    assert "-0.900 (" in out
    assert out.endswith("1 worse, 0 better, 6 alike\n")
    assert compared(capsys, after, before)[0] == ALIKE


def test_a_rate_that_fell_within_chance_is_alike(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save("before.json", "accuracy", **presses(9990))
    after = save("after.json", "accuracy", **presses(9983))
    assert compared(capsys, before, after) == (ALIKE, "0 worse, 0 better, 7 alike\n", "")


def test_a_requirement_no_longer_met_is_worse_whatever_its_rate(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save("before.json", "accuracy", **presses(9990))
    after = save("after.json", "accuracy", **presses(9990, wrong=1))
    status, out, _ = compared(capsys, before, after)
    assert status == WORSE
    assert "wrong IDs in all rows: requirement" in out
    assert "NOT MET" in out
    assert out.endswith("1 worse, 0 better, 6 alike\n")


@pytest.mark.parametrize(
    ("median_us", "spread", "status"),
    [
        (44.5, 0.02, WORSE),  # intervals apart, 11 % more
        (43.5, 0.02, ALIKE),  # intervals apart, within the tolerance
        (44.5, 0.08, ALIKE),  # more than the tolerance, intervals overlap
        (35.0, 0.02, ALIKE),  # better
    ],
)
def test_a_time_changed_when_intervals_are_apart_by_more_than_the_tolerance(
    median_us: float, spread: float, status: int, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save("before.json", "speed", **times(40.0, spread=spread))
    after = save("after.json", "speed", **times(median_us, spread=spread))
    assert compared(capsys, before, after)[0] == status


def test_many_rates_together_are_found_changed_as_seldom_as_one(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows(read: int) -> dict[str, Any]:
        return {**presses(9990), "rows": [presses(read, row=f"r{k}")["rows"][0] for k in range(50)]}

    # One row alone: the difference is beyond a 95 % interval. Fifty rows: it is to be expected.
    one = [save(f"{read}.json", "accuracy", **presses(read)) for read in (9990, 9976)]
    fifty = [save(f"{read}-50.json", "accuracy", **rows(read)) for read in (9990, 9976)]
    assert compared(capsys, *one, "--confidence", "0.8")[0] == WORSE
    assert compared(capsys, *fifty, "--confidence", "0.8")[0] == ALIKE


def test_what_only_one_run_has_is_listed_and_not_worse(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save("before.json", "speed", **times(40.0, 5.0))
    after = save("after.json", "speed", **times(40.0))
    status, out, _ = compared(capsys, before, after)
    assert status == ALIKE
    assert out == f"only in {before}: what 1: median\n0 worse, 0 better, 1 alike\n"


def test_json_has_everything(save: Save, capsys: pytest.CaptureFixture[str]) -> None:
    before = save("before.json", "speed", **times(40.0, 5.0))
    after = save("after.json", "speed", **times(80.0))
    status, out, _ = compared(capsys, before, after, "--json")
    document = json.loads(out)
    assert status == WORSE
    (change,) = document["changes"]
    assert change["name"] == "what 0: median"
    assert change["difference"] == "+100.0 %"
    assert change["is_worse"]
    assert document["only_before"] == ["what 1: median"]
    assert (document["only_after"], document["alike"]) == ([], 0)


# --- misuse ---------------------------------------------------------------------------------------


def test_runs_that_cannot_be_compared_are_refused_in_one_line(
    save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    speed = save("speed.json", "speed", **times(40.0))
    others = {
        f"command: expected a run of speed, as {speed} is, got accuracy": save(
            "accuracy.json", "accuracy", **presses(9990)
        ),
        f"recorded: expected false, as in {speed}, got true": save(
            "recorded.json", "speed", **{**times(40.0), "recorded": True}
        ),
        f"expected a figure that {speed} has too, got none": save("none.json", "speed", **times()),
    }
    for problem, path in others.items():
        status, out, err = compared(capsys, speed, path)
        assert (status, out) == (MISUSE, "")
        assert err.startswith(f"python -m benchmarks: {path}: ")
        assert err.endswith(f"{problem}\n")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda run: run.pop("format"), 'format: expected "benchmark/1"'),
        (lambda run: run.update(format="benchmark/2"), "written by a newer version"),
        (lambda run: run.update(command="compare"), "command: expected one of speed, "),
        (lambda run: run.pop("rows"), "rows: expected, the field is missing"),
        (lambda run: run.update(rows={}), "rows: expected a list of rows"),
        (lambda run: run["rows"].append(3), "rows[1]: expected an object, got 3"),
        (lambda run: run["rows"][0].pop("read"), "rows[0].read: expected, the field is missing"),
        (lambda run: run["rows"][0].update(read=10_001), "expected a whole number, 0 to 10000"),
        (lambda run: run["rows"][0].update(presses=0), "expected a whole number, 1 to"),
        (lambda run: run["rows"][0].update(rms_mm=9.0), "rows[0].rms_mm: expected within"),
        (lambda run: run["rows"].append(run["rows"][0]), "expected each row once"),
        (lambda run: run["requirements"][0].update(met=1), "met: expected true or false"),
    ],
)
def test_a_damaged_file_is_one_line_that_names_the_field(
    damage: Callable[[dict[str, Any]], object],
    problem: str,
    save: Save,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = save("whole.json", "accuracy", **presses(9990))
    document = json.loads(whole.read_text())
    damage(document)
    path = whole.with_name("damaged.json")
    path.write_text(json.dumps(document))
    status, out, err = compared(capsys, whole, path)
    assert (status, out) == (MISUSE, "")
    assert err.count("\n") == 1
    assert f"{path}: " in err
    assert problem in err


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", '{"a": 1e999}'])
def test_what_is_no_run_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(content)
    with pytest.raises(FileError, match=r"run\.json"):
        read_run(path)


@pytest.mark.parametrize(
    "words", [("a",), ("none.json", "none.json"), ("a", "b", "--confidence", "2")]
)
def test_wrong_arguments_are_misuse(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = compared(capsys, *words)
    assert (status, out, err.count("\n")) == (MISUSE, "", 1)
