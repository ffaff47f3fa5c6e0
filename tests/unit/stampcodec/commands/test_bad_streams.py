"""Streams that are not as they should be, through every door: an outcome or one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Gesture, record
from emulator.device.acts import StampAct
from emulator.device.controller import Controller, Setup
from stampcodec import contactfile
from stampcodec.cli import run
from stampcodec.contactfile import Contacts
from tests.browser.emulated import touched
from tests.unit.emulator.device.client import scanner
from tests.unit.stampcodec.commands.test_listen import recording

FAMILY = "lattice8h14"
FACE = sc.family(FAMILY).encode(4711)
STILL = Gesture(hold_ms=150.0, slip_mm=0.0, twist_deg=0.0)
DECODE = ["decode", "--stream", "--rate-hz", "100", "--panel", "nexus5"]
LISTEN = ["listen", "--rate-hz", "100", "--panel", "nexus5"]


def pressed() -> np.ndarray[Any, np.dtype[np.int16]]:
    """A press of which the glass is clear before and not yet after."""
    panel = sc.panel("nexus5")
    frames = record(FACE, panel, np.random.default_rng(3), STILL, frame_ms=10.0).frames
    return np.concatenate([np.zeros_like(frames[:20]), frames[: len(frames) // 2]])


def rows(frames: np.ndarray[Any, np.dtype[np.int16]]) -> list[str]:
    return [",".join(map(str, frame.ravel().tolist())) for frame in frames]


def kinds(text: str) -> list[str]:
    return [json.loads(line)["kind"] for line in text.splitlines()]


@pytest.mark.parametrize("command", [DECODE, LISTEN])
def test_a_stream_that_ends_in_a_press_is_stamped_and_not_lifted(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "frames.npy", pressed())
    assert run([*command, str(tmp_path / "frames.npy")]) == 0
    assert kinds(capsys.readouterr().out) == ["stamped"]
    events = touched(1234, 3, Gesture(hold_ms=200.0), contacts=5)
    down = tuple(event for event in events if event.kind in ("touchstart", "touchmove"))
    contactfile.write(tmp_path / "events.json", Contacts(events=down))
    assert run([*command[: 2 if command is DECODE else 1], str(tmp_path / "events.json")]) == 0
    assert kinds(capsys.readouterr().out) == ["stamped"]


@pytest.mark.parametrize("command", [DECODE, LISTEN])
@pytest.mark.parametrize("line", ["1,2,3", ",".join(48 * 72 * ["1"]), ",".join(405 * ["x"])])
def test_a_frame_of_another_panel_in_mid_stream_is_one_line(
    command: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = rows(pressed())
    half = len(given) // 2
    path = tmp_path / "frames.csv"
    path.write_text("\n".join([*given[:half], line, *given[half:]]), encoding="ascii")
    assert run([*command, str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"line {half + 1}" in captured.err.splitlines()[-1]
    assert "Traceback" not in captured.err


def test_another_panels_recording_behind_a_recording_counts_as_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acts = [StampAct(FACE, STILL, at_s=None)]
    one = recording(tmp_path / "one.touch", Controller(scanner(acts), Setup()), 2.0)
    surface = scanner(acts, screen=sc.panel("surface"), seed=2)
    other = recording(tmp_path / "other.touch", Controller(surface, Setup()), 2.0)
    both = tmp_path / "both.touch"
    both.write_bytes(Path(one).read_bytes() + Path(other).read_bytes())
    for command in (["decode", "--stream"], ["listen"]):
        assert run([*command, str(both)]) == 0
        captured = capsys.readouterr()
        assert kinds(captured.out) == ["stamped", "lifted"]
    assert "2 events, losses: " in captured.err
    assert "losses: none" not in captured.err


@pytest.mark.parametrize("clock", ["standing", "back", "forward"])
def test_times_of_contacts_that_stand_step_back_or_jump_double_nothing(
    clock: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = touched(1234, 5, Gesture(hold_ms=300.0), contacts=5)
    half = len(events) // 2
    jump_ms = {"standing": 0.0, "back": -5000.0, "forward": 700.0}[clock]
    later = [event._replace(time_ms=event.time_ms + jump_ms) for event in events[half:]]
    if clock == "standing":
        at_ms = events[half].time_ms
        later = [
            event._replace(time_ms=max(at_ms, event.time_ms - 30.0)) for event in events[half:]
        ]
    rows = [
        {
            "type": event.kind,
            "timeStamp": event.time_ms,
            "changedTouches": [fields(touch) for touch in event.changed],
            "touches": [fields(touch) for touch in event.touches],
        }
        for event in [*events[:half], *later]
    ]
    path = tmp_path / "events.ndjson"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="ascii")
    for command in (["decode", "--stream"], ["listen"]):
        assert run([*command, str(path)]) == 0
        captured = capsys.readouterr()
        assert kinds(captured.out) == ["stamped", "lifted"]
        assert ("a time that steps back" in captured.err) == (clock == "back")


def fields(touch: Any) -> dict[str, float]:
    return {"identifier": touch.identifier, "clientX": touch.x_px, "clientY": touch.y_px}
