"""examples/controller.c on an emulated board: a panel at one UART, a client at the other."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.firmware.board import link
from stampcodec import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.firmware.board import Board

SOURCES = ("stamp_tracker.c", "stamp_wire.c", "examples/controller.c", "examples/cortex_m.c")
PANEL_HZ = 60
PATIENCE_S = 60.0


class Panel:
    """What scans: sends frames to a board, one after the other, as packets of the wire."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._writer = wire.PacketWriter(1)
        self._scans = 0

    def send(self, frames: Iterable[NDArray[np.int16]]) -> None:
        """Send frames; waits while the board reads those before.

        Raises
        ------
        OSError
            The board is gone.
        """
        for frame in frames:
            self._scans += 1
            time_us = self._scans * 1_000_000 // PANEL_HZ
            self._line.sendall(self._writer.write(wire.Frame(self._scans, frame), time_us))


@contextmanager
def controller(folder: Path, board: Board) -> Iterator[tuple[str, Panel]]:
    """Build the controller of a firmware folder and run it.

    Yields
    ------
    str, Panel
        The pseudo terminal of its client, and its panel.

    Raises
    ------
    subprocess.CalledProcessError
        The program does not build.
    TimeoutError
        The emulator does not start.
    """
    program = link(folder, board, SOURCES, f"controller-{board.name}.elf")
    machine = ("-M", board.machine, "-kernel", program, "-display", "none", "-monitor", "none")
    panel = "socket,id=panel,path=panel.socket,server=on,wait=off"
    lines = ("-chardev", panel, "-serial", "pty", "-serial", "chardev:panel")
    command = ("qemu-system-arm", *machine, "-semihosting-config", "enable=on", *lines)
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as emulator:
        try:
            assert emulator.stdout is not None
            found = re.search(r"/dev/pts/\d+", emulator.stdout.readline())
            if found is None:
                raise TimeoutError(f"{command[0]}: no pseudo terminal")
            with _connected(folder / "panel.socket") as line:
                yield found[0], Panel(line)
        finally:
            emulator.kill()


def _connected(path: Path) -> socket.socket:
    """Connect to a socket that appears soon."""
    line = socket.socket(socket.AF_UNIX)
    until = time.monotonic() + PATIENCE_S
    while line.connect_ex(str(path)):
        if time.monotonic() > until:
            line.close()
            raise TimeoutError(f"{path}: nobody listens")
        time.sleep(0.05)
    return line
