from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import cli
from benchmarks.commands.margin import grid_of
from stampcodec.commandlist import Listed, commands_of
from stampcodec.plainhelp import summary

MISUSE = 2


def run(*arguments: str) -> int:
    return cli.run(arguments)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(*arguments, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_accuracy_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(
        capsys,
        *("accuracy", "--presses", "30", "--families", "lattice7"),
        *("--panels", "nexus5,surface", "--rows", "nominal,cg5", "--seed", "3"),
    )
    assert [(row["panel"], row["row"]) for row in document["rows"]] == [
        ("nexus5", "nominal"),
        ("nexus5", "cg5"),
        ("surface", "nominal"),
    ]
    assert all(row["presses"] == 30 for row in document["rows"])
    assert document["seed"] == 3
    assert document["requirements"][0]["name"] == "wrong IDs in all rows"


def test_families_answers_in_json_and_draws(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plot = tmp_path / "families.png"
    document = answer(
        capsys,
        *("families", "-n", "3", "--partial", "4", "--families", "lattice7"),
        *("--picture", str(plot)),
    )
    assert document["rows"][0] | {"wrong_high": 0} == {
        "family": "lattice7",
        "scene": "whole 1",
        "reader": "still",
        "counted_share": pytest.approx(1.9e-3, rel=0.05),
        "frames": 3,
        "right": 3,
        "wrong": 0,
        "wrong_low": 0.0,
        "wrong_high": 0,
    }
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_strangers_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "strangers", "-n", "8", "--families", "lattice7,lattice7h12")
    rows = [(row["pressed"], row["reader"], row["still"]) for row in document["rows"]]
    assert rows[0] == ("lattice7", "lattice7h12", False)
    assert rows[-1] == ("random dots", "all", True)
    assert len(document["requirements"]) == 8


def test_partial_answers_in_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.npz"
    document = answer(
        capsys,
        *("partial", "--frames", "40", "--families", "lattice8", "--panels", "surface"),
        *("--amplitudes", "1,0.3", "--seed", "3", "--failures", str(wrong)),
    )
    assert [(row["order"], row["amplitude"], row["frames"]) for row in document["rows"]] == [
        ("random", 1.0, 10),
        ("random", 0.3, 10),
        ("side", 1.0, 10),
        ("side", 0.3, 10),
    ]
    assert wrong.exists()


def test_streams_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--families", "lattice8", "--rows", "1/20", "-n", "2", "--minutes", "0")
    document = answer(capsys, "streams", *words)
    (row,) = document["rows"]
    assert (row["kind"], row["n"], row["wrong"]) == ("press, 1/20", 2, 0)
    assert document["quiet"] == document["ablation"] == []


def test_streams_leaves_out_one_part_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--families", "lattice8", "--rows", "1/20", "-n", "0", "--minutes", "0")
    document = answer(capsys, "streams", *words, "--ablation", "1")
    assert document["rows"] == document["requirements"] == []
    assert [row["n"] for row in document["ablation"]] == [1] * 10


def test_streams_adds_up_runs_of_other_seeds_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("--families", "lattice8", "--rows", "1/20", "--minutes", "0", "--alone")
    first = tmp_path / "first.json"
    first.write_text(json.dumps(answer(capsys, "streams", *words, "-n", "2")))
    document = answer(capsys, "streams", *words, "-n", "1", "--seed", "2", "--add", str(first))
    assert (document["seeds"], document["rows"][0]["n"]) == ([2, 1], 3)
    none = answer(capsys, "streams", *words, "-n", "0", "--add", str(first))
    assert (none["seeds"], none["rows"][0]["n"]) == ([1], 2)
    assert run("streams", *words, "-n", "1", "--add", str(first)) == MISUSE
    assert "seed 1" in capsys.readouterr().err
    assert run("streams", *words[:-1], "-n", "1", "--seed", "2", "--add", str(first)) == MISUSE
    assert "--add" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [("--rows", "kick"), ("--families", "lattice9"), ("--gestures", "-1")]
)
def test_streams_refuses_what_it_cannot_use(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("streams", *words) == MISUSE
    assert words[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [("--amplitudes", "1,x"), ("--amplitudes", "0"), ("--failures", "wrong.csv")]
)
def test_partial_refuses_what_it_cannot_use(
    words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("partial", *words) == MISUSE
    assert words[0] in capsys.readouterr().err


def test_reliability_answers_in_json_and_draws(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ("--families", "lattice7", "--scenes", "amplitude 0.1", "-n", "60")
    document = answer(capsys, "reliability", *words, "--picture", str(tmp_path / "plot.png"))
    assert {row["scene"] for row in document["rows"]} == {"all", "amplitude 0.1"}
    relaxed = document["rows"][-1]
    assert relaxed["reader"] == "relaxed"
    assert 0 < sum(band["readings"] for band in relaxed["bands"]) <= 60
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_margin_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(
        capsys,
        *("margin", "--presses", "12", "--genie-presses", "6", "--pose-presses", "5"),
        *("--families", "lattice7", "--sweeps", "noise", "--snr-db", "9:29:10"),
    )
    (margin,) = document["margins"]
    assert [point["snr_db"] for point in margin["points"]] == [9, 19, 29]
    assert [point["genie_presses"] for point in margin["points"]] == [6, 6, 6]
    assert len(document["poses"]) == 1


@pytest.fixture
def no_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time the reader alone: which peers are installed differs from machine to machine."""

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("benchmarks.lattice.peers.import_module", absent)


@pytest.mark.usefixtures("no_peers")
def test_speed_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, "speed", "--rounds", "1", "--families", "lattice7")
    names = [timing["name"] for timing in document["timings"]]
    assert names[:3] == ["lattice7: stamp frame", "lattice7: finger frame", "lattice7: idle frame"]
    assert not document["recorded"]
    assert len(document["missing"]) == 10


def test_instructions_answer_in_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(frames: np.ndarray[Any, Any], *_: str) -> np.ndarray[Any, Any]:
        return np.full(len(frames), 1000)

    def staged(*_: object) -> dict[str, float]:
        return {"gate": 10.0}

    monkeypatch.setattr("benchmarks.lattice.instructions.count_reads", counted)
    monkeypatch.setattr("benchmarks.lattice.instructions.count_stages", staged)
    monkeypatch.setattr("benchmarks.lattice.instructions.MADE", 3)
    document = answer(capsys, "instructions", "--families", "lattice7")
    assert document["costs"][0]["kind"] == "stamp"
    assert document["requirements"][0]["measured"] == 1.0
    assert [stages["kind"] for stages in document["stages"]] == [
        "stamp",
        "emulated fingers",
        "emulated idle",
    ]


@pytest.mark.usefixtures("no_peers")
@pytest.mark.parametrize(
    "arguments",
    [
        ("accuracy", "--presses", "10", "--rows", "nominal", "--panels", "nexus5"),
        (
            *("margin", "--presses", "4", "--genie-presses", "2", "--pose-presses", "3"),
            *("--snr-db", "20:20:1", "--families", "lattice8"),
        ),
        ("speed", "--rounds", "1", "--families", "lattice8"),
    ],
    ids=["accuracy", "margin", "speed"],
)
def test_without_json_there_are_tables(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 0
    captured = capsys.readouterr()
    assert "requirements" in captured.out
    assert "lattice8" in captured.out
    assert "…" not in captured.out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "expected a command"),
        (("accuracy", "--families", "lattice9"), "lattice9"),
        (("accuracy", "--panels", "nexus6"), "nexus6"),
        (("accuracy", "--rows", "nominal,"), "''"),
        (("accuracy", "--presses", "0"), "--presses"),
        (("accuracy", "--presses", "many"), "--presses"),
        (("accuracy", "--seed", "-1"), "--seed"),
        (("accuracy", "--threads", "0"), "--threads"),
        (("accuracy", "--failures", "f.txt"), "--failures"),
        (("accuracy", "--corpus", "/nowhere/at/all"), "/nowhere/at/all"),
        (("accuracy", "--failures", "/nowhere/at/all/f.npz"), "/nowhere/at/all/f.npz"),
        (("reliability", "--scenes", "dark"), "dark"),
        (("reliability", "--picture", "plot.gif"), "--picture"),
        (("margin", "--sweeps", "sideways"), "sideways"),
        (("margin", "--snr-db", "9:8:1"), "--snr-db"),
        (("speed", "--rounds", "0"), "--rounds"),
        (("speed", "--corpus", "/nowhere/at/all"), "/nowhere/at/all"),
        (("fly",), "fly"),
    ],
)
def test_misuse_is_one_line_that_says_what_was_expected(
    arguments: tuple[str, ...], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == MISUSE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
    assert problem in captured.err


@pytest.mark.parametrize("listed", commands_of("benchmarks"), ids=lambda each: each.words[-1])
def test_a_listed_summary_is_the_first_line_of_the_help(listed: Listed) -> None:
    assert summary(listed.loaded().__doc__) == listed.summary
    assert f"benchmarks.commands.{listed.words[0]}:{listed.words[0]}" == listed.load


def test_a_command_that_lacks_a_package_names_it_and_stands_in_no_others_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("benchmarks.commands.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "benchmarks.service.postgresql", raising=False)
    monkeypatch.delitem(sys.modules, "benchmarks.service.crash", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert run("crash", "--kills", "3") == MISUSE
    told = capsys.readouterr().err
    assert told.startswith("python -m benchmarks: crash: this command needs the extra 'bench': ")
    assert told.count("\n") == 1
    assert run("--help") == 0
    assert run("accuracy", "--help") == 0


def test_failures_are_written_to_the_file_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "failures.npz"
    arguments = ("accuracy", "--presses", "64", "--rows", "floating", "--panels", "nexus5")
    answer(capsys, *arguments, "--families", "lattice8", "--failures", str(path))
    assert path.exists()


def test_a_grid_of_decibels_has_both_ends() -> None:
    assert grid_of("9:10:0.5") == [9.0, 9.5, 10.0]
