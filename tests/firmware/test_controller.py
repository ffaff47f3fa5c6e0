"""``stampcodec listen`` reads presses from a controller that runs on an emulated board."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.firmware.board import BOARDS, COMPILER, OPTIMISED, said
from benchmarks.firmware.controller import controller
from stampcodec import wire
from stampcodec.firmware.package import make_firmware

MERCHANT, CONTROLLER = 4711, "examples/controller.c"
COMMAND = (str(Path(sys.executable).with_name("stampcodec")),)


def stampcodec(*arguments: object) -> str:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout


@pytest.mark.parametrize("board", BOARDS)
def test_the_controller_converts_nothing_unseen(board: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    make_firmware(sc.family("lattice8"), sc.panel("nexus5")).write(folder)
    warned = ("-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only")
    said(COMPILER, *OPTIMISED, *BOARDS[board].flags, *warned, CONTROLLER, folder=folder)


@pytest.mark.parametrize("board", BOARDS)
def test_listen_reads_presses_from_the_board(board: str, tmp_path: Path) -> None:
    face, frames, record = tmp_path / "face.json", tmp_path / "press.npy", tmp_path / "line.touch"
    stampcodec("encode", MERCHANT, "--family", "lattice8", "-o", face)
    stampcodec("emulate", face, "--seed", 3, "-o", frames)
    make_firmware(sc.family("lattice8"), sc.panel("nexus5")).write(tmp_path / "reader")
    presses = np.load(frames)
    idle = np.zeros((12, *presses.shape[1:]), np.int16)
    with controller(tmp_path / "reader", BOARDS[board]) as (terminal, panel):
        options = ("--family", "lattice8", "--events", "4", "--seconds", "200", "--record", record)
        listen = subprocess.Popen(
            [*COMMAND, "listen", f"pty:{terminal}", *map(str, options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        def press_until_it_ends() -> None:
            while listen.poll() is None:
                panel.send([*idle, *presses, *idle])

        hand = threading.Thread(target=press_until_it_ends)
        hand.start()
        printed, told = listen.communicate(timeout=300)
        hand.join()
    assert listen.returncode == 0, told
    events = [json.loads(line) for line in printed.splitlines()]
    assert {event["merchant_id"] for event in events} == {MERCHANT}
    assert {event["kind"] for event in events} == {"stamped", "lifted"}
    assert "losses: none" in told
    # what the board itself found
    packets = wire.PacketDecoder().push(record.read_bytes())
    logs = [p.message for p in packets if isinstance(p, wire.Packet)]
    texts = {message.text for message in logs if isinstance(message, wire.Log)}
    assert f"stamped {MERCHANT} press" in texts
    assert texts <= {f"stamped {MERCHANT} press", f"lifted {MERCHANT} press"}
