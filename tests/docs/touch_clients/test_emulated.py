"""The clients of docs/examples on `stampcodec device`, through all faults of the wire."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

import stampcodec as sc
from tests.docs.touch_clients.client import run
from tests.patience import PATIENCE_S

DEVICE = (sys.executable, "-c", "from stampcodec.cli import main; main()", "device")
# Counts of a whole frame: an empty one with impulses stays below, a stamp is far above.
PRESSED_SUM = 2000
# Without a broken connection, which ends these clients, and without a restart of the device.
FAULTS = (
    "corrupted=0.0005",
    "lost=0.0001",
    "doubled=0.0001",
    "split=0.001",
    "late=0.00001",
    "garbage=0.02",
    "silence=0.1",
)


@contextmanager
def emulated(folder: Path, *options: str) -> Iterator[str]:
    """Run `stampcodec device` on a pseudo terminal, with all faults of the wire; yield its path."""
    link = folder / "touch0"
    given = [word for fault in FAULTS for word in ("--fault", fault)]
    command = [*DEVICE, "--port", f"pty:{link}", "--seed", "3", "--boot", "5", *given, *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith(f"pty:{link} is ")
        yield str(link)
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
        told = process.stderr.read()
        assert "seed 3" in told
        assert "bytes corrupted to the client" in told
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_presses_on_the_emulated_device_are_listened_to_through_faults(
    client: list[str], tmp_path: Path
) -> None:
    sc.family("lattice8").encode(4711).save(tmp_path / "stamp.json")
    presses = ("--stamp", str(tmp_path / "stamp.json"), "--presses", "10", "--hold-ms", "150")
    with emulated(tmp_path, *presses, "--speed", "max") as path:
        status, (head, *lines, counts), errors = run(client, path, "--frames", "1500")
    assert (status, errors) == (0, "")
    assert (head["kind"], head["name"]) == ("device", "nexus5")
    frames = [line for line in lines if line["kind"] == "frame"]
    touched = [False, *(frame["sum"] > PRESSED_SUM for frame in frames)]
    assert sum(now and not before for before, now in pairwise(touched)) >= 4
    scans = [frame["scan"] for frame in frames]
    assert all(before < after for before, after in pairwise(scans))
    assert counts["lost"] > 0
    assert counts["crc"][0] + counts["cobs"][0] > 0


def test_a_device_whose_program_is_started_anew_is_waited_for(
    client: list[str], tmp_path: Path
) -> None:
    (tmp_path / "next").mkdir()
    # The next program is ready before the first one ends: only its link is missing then.
    with ExitStack() as stack, emulated(tmp_path / "next", "--speed", "2", "--boot", "6") as ready:
        with emulated(tmp_path, "--speed", "2") as path:
            command = [*client, path, "--frames", "600"]
            listening = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            )
            assert listening.stdout is not None
            lines = [json.loads(listening.stdout.readline()) for _ in range(300)]
        Path(ready).rename(path)
        rest, errors = listening.communicate(timeout=100)
    lines += [json.loads(line) for line in rest.splitlines()]
    assert listening.returncode == 0
    assert errors.count("\n") == 1
    assert "the device has gone" in errors
    kinds = [line["kind"] for line in lines]
    assert kinds.count("restarted") == 1
    after = kinds[kinds.index("restarted") :]
    assert after.count("frame") + after.count("contacts") > 100
    assert lines[-1]["restarts"] == 1


def test_a_connection_that_breaks_is_opened_again(client: list[str], tmp_path: Path) -> None:
    with emulated(tmp_path, "--speed", "2", "--fault", "disconnect=2") as path:
        # A port that is not there at first is refused, and a broken one is away for a moment.
        for _ in range(5):
            status, lines, errors = run(client, path, "--frames", "1000")
            if status != 2:
                break
    assert status == 0
    assert errors.count("the device has gone") >= 1
    scans = [line["scan"] for line in lines if line["kind"] == "frame"]
    assert all(before < after for before, after in pairwise(scans))
    assert lines[-1]["restarts"] == 0
