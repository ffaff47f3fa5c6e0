"""``decode --stream``: events of a file of frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import record
from stampcodec.cli import run

PANEL = sc.panel("nexus5")
IDLE = np.zeros((10, PANEL.rows, PANEL.columns), np.int16)


@pytest.fixture
def path(tmp_path: Path) -> str:
    presses = [
        record(sc.family("lattice8h14").encode(who), PANEL, np.random.default_rng(who), frame_ms=10)
        for who in (4711, 4711)
    ]
    frames = np.concatenate([part for press in presses for part in (press.frames, IDLE)])
    sc.write_frames(tmp_path / "frames.npy", frames)
    return str(tmp_path / "frames.npy")


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_press_is_two_lines(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decode", path, "--stream", "--rate-hz", "100"]) == 0
    found = events(capsys.readouterr().out)
    assert [(event["kind"], event["merchant_id"]) for event in found] == [
        ("stamped", 4711),
        ("lifted", 4711),
    ] * 2
    assert 0 < found[0]["first_s"] < found[-1]["time_s"] < 2


def test_it_prints_what_a_tracker_finds(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decode", path, "--stream", "--rate-hz", "60", "--strict"]) == 0
    tracker = sc.StampTracker(sc.family("lattice8h14"), PANEL)
    frames = sc.read_frames(path, PANEL.rows, PANEL.columns)
    found = [event for n, frame in enumerate(frames) for event in tracker.push(frame, n / 60)]
    found += tracker.finish()
    printed = events(capsys.readouterr().out)
    assert len(printed) == len(found)
    for line, event in zip(printed, found, strict=True):
        assert list(line) == list(event._fields)
        assert line["kind"] == event.kind
        assert line["time_s"] == pytest.approx(event.time_s, abs=1e-6)
        assert line["velocity_mm_s"] == pytest.approx(event.velocity_mm_s, abs=0.1)
        assert line["pose"]["x_mm"] == pytest.approx(event.pose and event.pose.x_mm, abs=1e-3)


def test_an_unread_stamp_fails_a_strict_stream(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", path, "--stream", "--rate-hz", "100", "--flip-x", "--strict"]) == 1
    found = events(capsys.readouterr().out)
    assert [event["kind"] for event in found] == ["unread"] * 2
    assert found[0]["pose"] is found[0]["merchant_id"] is found[0]["gesture"] is None


def test_a_stream_without_a_stamp_names_the_family_that_was_assumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "idle.npy", np.zeros((9, 27, 15), np.int16))
    arguments = ["decode", str(tmp_path / "idle.npy"), "--stream", "--rate-hz", "100"]
    assert run(arguments) == 1
    assert "no stamp of lattice8h14 was read; --family reads" in capsys.readouterr().err
    assert run([*arguments, "--family", "lattice8"]) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--stream"], "carries no times; give the frames a second"),
        (["--stream", "--rate-hz", "0"], "--rate-hz: expected a finite number above 0"),
        (["--rate-hz", "60"], "--rate-hz: only a --stream has that"),
        (["--stream", "--rate-hz", "60", "--table"], "--table: does not apply to the events"),
        (["--stream", "--rate-hz", "60", "--diagnose"], "--diagnose: does not apply"),
    ],
)
def test_what_cannot_be_is_one_line(
    options: list[str], problem: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", path, *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert problem in captured.err.replace("'", "")
