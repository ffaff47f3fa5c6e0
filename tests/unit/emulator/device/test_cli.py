"""``stampcodec device``: what it refuses, and what it does for a client that connects."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stampcodec import FrameReader, family, panel, wire
from stampcodec.cli import run
from stampcodec.errors import PortClosedError
from stampcodec.link import Port, open_port
from stampcodec.wire import Message, Packet
from tests.patience import PATIENCE_S

# A shell that runs the tests in the background has its children ignore Ctrl-C.
PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from stampcodec.cli import main; main()"
)
SCRIPT = """
format = "device-script/1"
stamp = "stamp.json"
[[act]]
do = "finger"
at_s = 0.1
[[act]]
do = "press"
hold_ms = 300
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    family("lattice8").encode(4711).save(tmp_path / "stamp.json")
    (tmp_path / "script.toml").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


@contextmanager
def device(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield the process and what it announced."""
    command = [sys.executable, "-c", PROGRAM, "device", *options]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        yield process, process.stderr.readline().strip()
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        process.stderr.close()


def started(port: Port, streams: int = wire.Streams.FRAMES) -> None:
    """Ask for frames until a reply comes."""
    writer, decoder = wire.PacketWriter(), wire.PacketDecoder()
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        port.write(writer.write(wire.Start(streams)))
        if any(
            isinstance(item, Packet) and isinstance(item.message, wire.Reply)
            for _ in range(5)
            for item in decoder.push(port.read(0.1))
        ):
            return
    raise AssertionError("the device did not answer")


def messages(port: Port) -> Iterator[Message | wire.Unknown]:
    """Read to the end of the connection."""
    decoder = wire.PacketDecoder()
    try:
        while data := port.read(PATIENCE_S):
            for item in decoder.push(data):
                if isinstance(item, Packet):
                    yield item.message
    except PortClosedError:
        return


def merchants(port: Port) -> set[int | None]:
    reader = FrameReader(family("lattice8"), panel("nexus5"))
    return {
        reader.read(message.counts).merchant_id
        for message in messages(port)
        if isinstance(message, wire.Frame)
    }


def test_a_client_of_a_pty_reads_the_stamp(folder: Path) -> None:
    link = folder / "touch0"
    given = ("--stamp", "stamp.json", "--port", f"pty:{link}", "--seed", "1")
    options = (*given, "--once", "--speed", "max")
    with device(folder, *options) as (process, announced):
        assert re.fullmatch(rf"pty:{link} is /dev/pts/[0-9]+, nexus5 at 921600 baud", announced)
        with open_port(f"pty:{link}") as port:
            started(port)
            assert merchants(port) == {None, 4711}
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert re.search(r"[0-9]+ scans, [0-9]+ packets sent, 0 frames", process.stderr.read())
    assert not link.is_symlink()


def test_a_client_of_a_tcp_port_follows_a_script(folder: Path) -> None:
    options = ("--script", "script.toml", "--port", "tcp:127.0.0.1:0", "--once", "--speed", "max")
    with device(folder, *options) as (process, announced):
        word = announced.split(",")[0]
        assert not word.endswith(":0")
        with open_port(word) as port:
            started(port)
            assert merchants(port) == {None, 4711}
        assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_and_leaves_nothing(
    folder: Path, number: signal.Signals, status: int
) -> None:
    link = folder / "touch0"
    with device(folder, "--port", f"pty:{link}") as (process, _):
        assert link.is_symlink()
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == status
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert not link.is_symlink()


def test_a_file_gets_a_recording_that_is_the_same_for_the_same_seed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for name, seed in (("a.touch", "3"), ("b.touch", "3"), ("c.touch", "4")):
        options = ["--stamp", "stamp.json", "--port", name, "--seed", seed, "--speed", "max"]
        assert run(["device", *options]) == 0
    first, same, other = (Path(f"{name}.touch").read_bytes() for name in "abc")
    assert first == same != other
    packets = [item for item in wire.PacketDecoder().push(first) if isinstance(item, Packet)]
    assert isinstance(packets[0].message, wire.Hello)
    assert wire.is_recording(first)
    reader = FrameReader(family("lattice8"), panel("nexus5"))
    frames = [packet.message for packet in packets if isinstance(packet.message, wire.Frame)]
    assert {reader.read(frame.counts).merchant_id for frame in frames} == {None, 4711}
    assert run(["device", "--replay", "a.touch", "--port", "d.touch", "--speed", "max"]) == 0
    again = wire.PacketDecoder().push(Path("d.touch").read_bytes())
    sent = sum(isinstance(item, Packet) and isinstance(item.message, wire.Frame) for item in again)
    # the first frames wait behind the description, and the oldest may give way
    dropped = re.search(r"d\.touch: .* (\d+) frames? and", capsys.readouterr().err)
    assert dropped is not None
    assert sent + int(dropped[1]) == len(frames)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--port", "tcp:7007"], "tcp:7007: expected tcp:HOST:PORT"),
        (["--port", "pty:taken"], "pty:taken: exists already"),
        (["--port", "taken"], "taken: exists already, expected a new file"),
        (["--port", "serial:/nowhere"], "serial:/nowhere: no such port"),
        (["--port", "socket://host:1"], "names a client's end"),
        (["--port", "pty:new", "--rate", "5"], "--rate: expected 10 to 240, got 5"),
        (["--port", "pty:new", "--baud", "3"], "--baud: expected 50 to 12000000, got 3"),
        (["--port", "serial:/x,9600", "--baud", "300"], "--baud: 300, but --port says 9600"),
        (["--port", "pty:new", "--seed", "-1"], "--seed: expected 0 to"),
        (["--port", "pty:new", "--boot", "-1"], "--boot: expected 0 to"),
        (["--port", "pty:new", "--speed", "fast"], "--speed: expected above 0 up to 1000"),
        (["--port", "pty:new", "--speed", "nan"], "--speed: expected above 0 up to 1000"),
        (["--port", "pty:new", "--fault", "lost=2"], "--fault: lost: 2, expected 0 to 1"),
        (["--port", "pty:new", "--fault", "rust=2"], "--fault: expected FIELD=VALUE with one of"),
        (["--port", "pty:new", "--open", "row27"], "--open: expected row0 to row26 or"),
        (["--port", "pty:new", "--shorted", "column14"], "row0 to row25 or column0 to column13"),
        (["--port", "pty:new", "--presses", "2"], "--presses: needs --stamp"),
        (["--port", "pty:new", "--hold-ms", "0"], "--hold-ms: 0, expected above 0"),
        (["--port", "pty:new", "--gesture", "wave"], "--gesture: 'wave', expected one of"),
        (["--port", "pty:new", "--stamp", "nowhere.json"], "nowhere.json: No such file"),
        (["--port", "pty:new", "--stamp", "taken"], "taken: expected a stamp file"),
        (["--port", "pty:new", "--script", "taken"], "taken: expected a script"),
        (
            ["--port", "pty:new", "--script", "script.toml", "--presses", "2"],
            "--presses: not together with --script",
        ),
        (["--port", "pty:new", "--replay", "taken"], "taken: expected a recording that describes"),
        (
            ["--port", "pty:new", "--replay", "taken", "--stamp", "stamp.json"],
            "--stamp: not together with --replay",
        ),
        (
            ["--port", "pty:new", "--stamp", "stamp.json", "--panel", "9x9@4"],
            "36 mm wide, the face is 40.5 mm",
        ),
        (
            ["--port", "pty:new", "--stamp", "stamp.json", "--set", "missing_dots=99"],
            "missing_dots: 99",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_before_anything_is_opened(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    problem: str,
) -> None:
    monkeypatch.chdir(folder)
    Path("taken").touch()
    before = sorted(folder.iterdir())
    assert run(["device", *options]) == 2
    said = capsys.readouterr().err
    assert problem in said
    assert said.count("\n") == 1
    assert sorted(folder.iterdir()) == before
