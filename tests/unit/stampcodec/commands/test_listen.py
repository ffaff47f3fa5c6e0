from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator.device.acts import FingerAct, StampAct
from emulator.device.controller import BOOT_S, Controller, Setup
from emulator.device.ports import open_device_port
from emulator.device.runner import Runner
from emulator.hand.gesture import Gesture
from stampcodec import wire
from stampcodec.cli import run
from stampcodec.link import address
from tests.patience import PATIENCE_S
from tests.unit.emulator.device.client import QUIET, Client, scanner

FACE = sc.family("lattice8h14").encode(4711)
OTHER = sc.family("lattice8h14").encode(815)
TOUCH = sc.family("touch5").encode(1234)
# A device that does not wait may have pressed before a client's first request is answered, and
# frames of an unanswered conversation are left aside: one press may be lost, all are not.
MANY = 20 * [FACE]
# Scans until the first of two presses is over and the second has not begun.
BETWEEN = 30
STILL = Gesture(hold_ms=150.0, slip_mm=0.0, twist_deg=0.0)
FIELDS = [
    *("kind", "family", "merchant_id", "gesture", "time_s", "first_s", "last_s", "pose"),
    *("velocity_mm_s", "margin", "n_frames"),
]


def presses(*faces: sc.StampFace) -> Controller:
    acts = [StampAct(face, STILL, QUIET, at_s=None) for face in faces]
    return Controller(scanner(acts, conditions=QUIET), Setup())


class Restarting(Controller):
    """A controller that is reset once, between two presses."""

    was_reset = False

    def step(self, time_s: float, received: bytes = b"", room: int | None = None) -> bytes:
        if self.counters.scans >= BETWEEN and not self.was_reset:
            self.was_reset = True
            received += wire.PacketWriter().write(wire.Reset())
        return super().step(time_s, received, room)


def recording(path: Path, controller: Controller, seconds: float, streams: int = 1) -> str:
    client = Client(controller)
    client.run(BOOT_S + 0.01)
    client.ask(wire.HelloRequest(), wire.DescriptionRequest())
    client.ask(wire.Start(streams=streams), seconds=seconds)
    path.write_bytes(client.raw)
    return str(path)


@contextmanager
def device(word: str, controller: Controller) -> Iterator[str]:
    """Run a device on a port, as fast as its client, in a thread; yield the word for clients."""
    with open_device_port(address(word)) as port:
        end: list[bool] = []
        runner = Runner(controller, port, time.monotonic, inf)
        thread = threading.Thread(target=lambda: runner.run(lambda: bool(end)))
        thread.start()
        try:
            yield port.announcement.partition(" ")[0]
        finally:
            end.append(True)
            thread.join()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_recording_of_two_presses_is_two_events_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path / "press.touch", presses(FACE, FACE), 2.5)
    assert run(["listen", path]) == 0
    captured = capsys.readouterr()
    events = lines(captured.out)
    assert [list(event) for event in events] == [FIELDS] * 4
    assert [event["kind"] for event in events] == ["stamped", "lifted"] * 2
    for event in events:
        assert (event["family"], event["merchant_id"]) == ("lattice8h14", 4711)
        assert list(event["pose"]) == ["x_mm", "y_mm", "angle_deg"]
        assert event["gesture"] == "press"
        assert np.hypot(*event["velocity_mm_s"]) < 30
        assert 0 < event["margin"] <= 1
        assert 0 < event["first_s"] < event["last_s"] <= event["time_s"]
        assert event["n_frames"] > 1
    assert f"{path}: listening, nexus5, 27 x 15 nodes\n" in captured.err
    assert "4 events, losses: none\n" in captured.err


@pytest.mark.parametrize(("faces", "status"), [([], 1), ([FACE, OTHER], 1), ([FACE], 0)])
def test_the_exit_status_is_that_of_decode(
    faces: list[sc.StampFace], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path / "press.touch", presses(*faces), 1.0 + len(faces))
    assert run(["listen", path]) == status
    events = [(event["kind"], event["merchant_id"]) for event in lines(capsys.readouterr().out)]
    assert events == [(kind, face.merchant_id) for face in faces for kind in ("stamped", "lifted")]


def test_contacts_read_touch5_in_millimetres(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path / "press.touch", presses(TOUCH), 1.5, streams=2)
    assert run(["listen", path, "--family", "touch5"]) == 0
    events = lines(capsys.readouterr().out)
    assert [event["kind"] for event in events] == ["stamped", "lifted"]
    for event in events:
        assert list(event) == FIELDS
        assert (event["family"], event["merchant_id"]) == ("touch5", 1234)
        assert event["gesture"] == "press"
        assert np.hypot(*event["velocity_mm_s"]) < 30
        assert 20 < event["pose"]["x_mm"] < 45


def test_frames_need_a_panel_and_a_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sc.write_frames(tmp_path / "frames.npy", np.zeros((3, 27, 15), np.int16))
    path = str(tmp_path / "frames.npy")
    assert run(["listen", path]) == 2
    assert "carries neither panel nor times; give panel and rate_hz" in capsys.readouterr().err
    assert run(["listen", path, "--panel", "nexus5", "--rate-hz", "50"]) == 1
    assert "3 frames, 0 events" in capsys.readouterr().err


def test_events_end_it_and_the_recording_reads_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "press.touch"
    with device(f"pty:{tmp_path / 'touch0'}", presses(*MANY)) as word:
        status = run(["listen", word, "--events", "1", "--record", str(record)])
        assert status == 0
    (event,) = lines(capsys.readouterr().out)
    assert event["merchant_id"] == 4711
    assert run(["listen", str(record)]) == 0
    assert lines(capsys.readouterr().out)[0] == event
    assert run(["decode", str(record), "--stream"]) == 0
    assert lines(capsys.readouterr().out)[0] == event
    assert run(["decode", str(record)]) == 0
    read = [line for line in lines(capsys.readouterr().out) if line["outcome"] == "read"]
    pose = [event["pose"][axis] for axis in ("x_mm", "y_mm", "angle_deg")]
    poses = [[line["pose"][axis] for axis in ("x_mm", "y_mm", "angle_deg")] for line in read]
    assert np.allclose(np.median(poses, axis=0), pose, atol=[0.2, 0.2, 1.0])


def test_seconds_end_it_also_while_nothing_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)
    with device("tcp:127.0.0.1:0", presses()) as word:
        assert run(["listen", word, "--seconds", "0.3"]) == 1
    assert "0 events" in capsys.readouterr().err
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGALRM)) == before
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    os.write(writer, np.zeros((1, 27, 15), np.int16).tobytes())
    arguments = ["listen", str(pipe), "--panel", "nexus5", "--rate-hz", "50", "--seconds", "0.3"]
    assert run(arguments) == 1
    os.close(writer)
    assert "1 frames, 0 events" in capsys.readouterr().err


def test_a_device_that_restarts_is_told_of_and_read_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acts = [StampAct(face, STILL, QUIET, at_s=None) for face in (FACE, *(10 * [OTHER]))]
    controller = Restarting(scanner(acts, conditions=QUIET))
    with device(f"pty:{tmp_path / 'touch0'}", controller) as word:
        assert run(["listen", word, "--events", "3", "--seconds", f"{PATIENCE_S}"]) == 1
    captured = capsys.readouterr()
    stamped = [event for event in lines(captured.out) if event["kind"] == "stamped"]
    assert [event["merchant_id"] for event in stamped] == [4711, 815]
    err = captured.err
    assert f"{word}: the device restarted\n" in err
    assert re.search(r"losses: .*[1-9][0-9]* restarts", err)


def listening(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.stampcodec.commands.program", "listen", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("faces", "number", "status"),
    [(MANY, signal.SIGTERM, 0), ([], signal.SIGTERM, 1), (MANY, signal.SIGINT, 130)],
)
def test_a_signal_ends_it_cleanly(
    faces: list[sc.StampFace], number: signal.Signals, status: int, tmp_path: Path
) -> None:
    with (
        device(f"pty:{tmp_path / 'touch0'}", presses(*faces)) as word,
        listening(word, "--family", "lattice8h14") as program,
    ):
        assert program.stdout is not None
        assert program.stderr is not None
        assert "listening, nexus5" in program.stderr.readline()
        if faces:
            # At once, not when the buffer is full.
            assert json.loads(program.stdout.readline())["merchant_id"] == 4711
            assert json.loads(program.stdout.readline())["kind"] == "lifted"
        program.send_signal(number)
        out, err = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == status
    events = lines(out)
    assert len(events) <= 2 * len(faces) - 2 if faces else not events
    assert err.count("\n") == 1
    # A packet may have been under way when the port was opened: its rest is damage.
    assert f"{len(events) + 2 * bool(faces)} events, losses: " in err


def test_nobody_reading_its_events_ends_it(tmp_path: Path) -> None:
    with device(f"pty:{tmp_path / 'touch0'}", presses(*MANY)) as word, listening(word) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stderr.readline()
        program.stdout.close()
        assert program.wait(timeout=PATIENCE_S) == 1
        assert "Traceback" not in program.stderr.read()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["pty:"], "expected pty:PATH"),
        (["tcp:7007"], "expected tcp:HOST:PORT"),
        (["pty:/nowhere/touch0"], "pty:/nowhere/touch0: no such port"),
        (["pty:/nowhere/touch0", "--family", "lattice9"], "--family"),
        (["pty:/nowhere/touch0", "--pitch-mm", "x"], "--pitch-mm"),
        (["pty:/nowhere/touch0", "--panel", "nexus9"], "--panel"),
        (["pty:/nowhere/touch0", "--seconds", "0"], "--seconds: expected above 0"),
        (["pty:/nowhere/touch0", "--events", "0"], "--events"),
        (["pty:/nowhere/touch0", "--rate-hz", "0"], "--rate-hz: expected a finite number"),
        (["pty:/nowhere/touch0", "--rate-hz", "9.5"], "--rate-hz: a controller takes a whole"),
        (["pty:/nowhere/touch0", "--negative"], "--wiring: only files of frames"),
        (["pty:/nowhere/touch0", "--live"], "--live: needs a terminal"),
        (["pty:/nowhere/touch0", "--live", "--family", "touch5"], "--live: touch5 has no frames"),
        (["pty:/nowhere/touch0", "--record", "/nowhere/press.touch"], "/nowhere/press.touch"),
        (["/nowhere/press.touch"], "No such file or directory"),
        (["/dev/null"], "expected a serial device"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["listen", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert problem in captured.err.replace("'", "")


def test_a_finger_is_no_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    controller = Controller(scanner([FingerAct(0.0)] * 3, conditions=QUIET), Setup())
    path = recording(tmp_path / "press.touch", controller, 1.5)
    assert run(["listen", path]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert f"{path}: no stamp of lattice8h14 was read; --family reads stamps of" in output.err
    assert run(["listen", path, "--family", "lattice8h14"]) == 1
    assert "no stamp of" not in capsys.readouterr().err
