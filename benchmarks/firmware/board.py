"""A Cortex-M board as QEMU emulates it, and programs built for it."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

COMPILER = "arm-none-eabi-gcc"
NEEDED = {
    COMPILER: "gcc-arm-none-eabi libnewlib-arm-none-eabi",
    "qemu-system-arm": "qemu-system-arm",
}
OPTIMISED = ("-O2", "-std=gnu11", "-fno-math-errno", "-ffunction-sections", "-Wdouble-promotion")
# The boards' clock is 25 MHz; with -icount shift=0 an instruction takes a nanosecond.
INSTRUCTIONS_PER_TICK = 40
SILENT = ("-icount", "shift=0", "-nographic", "-monitor", "none", "-serial", "none")
EXAMPLES = ("examples/read_frames.c", "examples/cortex_m.c")
LONGEST_S = 3600


@dataclass(frozen=True)
class Board:
    """A processor and the machine that has it."""

    name: str
    cpu: tuple[str, ...]
    machine: str

    @property
    def flags(self) -> list[str]:
        """What the compiler must know."""
        return [*self.cpu, "-mthumb", "-mfloat-abi=hard"]


BOARDS = {
    board.name: board
    for board in (
        Board("cortex-m4f", ("-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16"), "mps2-an386"),
        Board("cortex-m7", ("-mcpu=cortex-m7", "-mfpu=fpv5-d16"), "mps2-an500"),
    )
}


class BoardReading(NamedTuple):
    """What a reading program says of a frame."""

    outcome: int
    merchant_id: int
    x_mm: float
    y_mm: float
    angle_deg: float
    margin: float
    corrected: int
    missing: int
    added: int
    ticks: int
    """How long the reading took, counted by the clock of the board."""
    microseconds: float = 0.0
    """How long it took in node."""

    @property
    def instructions(self) -> int:
        """What the reading took, to the next forty."""
        return self.ticks * INSTRUCTIONS_PER_TICK


@dataclass(frozen=True)
class Built:
    """What a compiler made of stamp_core.c."""

    code_bytes: int
    table_bytes: int
    stack_bytes: int
    calls: frozenset[str]


def refuse_without_tools(needed: Mapping[str, str]) -> None:
    """Refuse to go on where a compiler or an emulator is missing.

    Parameters
    ----------
    needed : mapping
        Of programs to the Debian packages that have them.

    Raises
    ------
    FileNotFoundError
        Names the packages.
    """
    for tool, packages in needed.items():
        if shutil.which(tool) is None:
            reason = f"is not installed; on Debian: apt install {packages}"
            raise FileNotFoundError(errno.ENOENT, reason, tool)


def build(folder: Path, board: Board) -> Built:
    """Compile the core of a firmware folder, and measure it.

    Raises
    ------
    subprocess.CalledProcessError
        It does not compile without a warning.
    """
    return measure(folder, board, "stamp_core", ["stamp_read"])


def measure(folder: Path, board: Board, name: str, calls: Iterable[str]) -> Built:
    """Compile a C file of a firmware folder, and measure it; the stack is that of the deepest call.

    Raises
    ------
    subprocess.CalledProcessError
        It does not compile without a warning.
    """
    made = folder / f"{name}-{board.name}.o"
    warned = ("-Wall", "-Werror", "-fcallgraph-info=su")
    compiled = (*OPTIMISED, *warned, *board.flags, "-c", f"{name}.c", "-o", made.name)
    said(COMPILER, *compiled, folder=folder)
    sections = said("arm-none-eabi-size", "-A", made.name, folder=folder)
    undefined = said("arm-none-eabi-nm", "-u", made.name, folder=folder)
    graph = made.with_suffix(".ci").read_text()
    return Built(
        bytes_in(sections, ".text"),
        bytes_in(sections, ".rodata"),
        max(deepest_stack(graph, call) for call in calls),
        frozenset(undefined.split()) - {"U"},
    )


def bytes_in(sections: str, wanted: str) -> int:
    """Add up what ``size -A`` says of a section and of its parts."""
    sizes = re.findall(r"^(\.\w+)\S*\s+(\d+)\s", sections, re.MULTILINE)
    return sum(int(size) for name, size in sizes if name == wanted)


def deepest_stack(graph: str, function: str) -> int:
    """Add up the frames on the deepest way down from a function.

    Parameters
    ----------
    graph : str
        What GCC writes with ``-fcallgraph-info=su``.
    function : str
        Without recursion below it, which the amalgamation refuses.
    """
    frames = {
        name: int(size)
        for name, size in re.findall(r'title: "([^"]+)" label: "[^"]*?(\d+) bytes', graph)
    }
    called: dict[str, list[str]] = {}
    for caller, callee in re.findall(r'sourcename: "([^"]+)" targetname: "([^"]+)"', graph):
        called.setdefault(caller, []).append(callee)

    def depth(name: str) -> int:
        return frames.get(name, 0) + max(map(depth, called.get(name, [])), default=0)

    return depth(next(name for name in frames if name.split(":")[-1] == function))


def run(folder: Path, board: Board, frames: NDArray[np.int16]) -> list[BoardReading]:
    """Read frames on a board with examples/read_frames.c.

    Raises
    ------
    subprocess.CalledProcessError
        The program does not build, or the emulator fails.
    """
    program = link(folder, board, ("stamp_core.c", *EXAMPLES), f"reader-{board.name}.elf")
    frames.astype("<i2").tofile(folder / "frames.bin")
    machine = ("-M", board.machine, "-kernel", program, *SILENT)
    files = "enable=on,target=native,arg=reader,arg=frames.bin,arg=readings.txt"
    said("qemu-system-arm", *machine, "-semihosting-config", files, folder=folder)
    lines = (folder / "readings.txt").read_text().splitlines()
    return [_reading(line.split()) for line in lines]


def link(folder: Path, board: Board, sources: Iterable[str], program: str) -> str:
    """Build a program for a board out of files of a firmware folder, and return its name.

    Raises
    ------
    subprocess.CalledProcessError
        It does not build.
    """
    start = said(COMPILER, *board.flags, "-print-file-name=rdimon-crt0.o").strip()
    linked = ("-Wl,--gc-sections", "--specs=rdimon.specs", "-nostartfiles", start)
    files = ("-T", "examples/mps2.ld", *sources, "-lm", "-o", program)
    said(COMPILER, *OPTIMISED, *board.flags, *linked, *files, folder=folder)
    return program


def _reading(words: list[str]) -> BoardReading:
    numbers = (*map(int, words[:2]), *map(float, words[2:6]), *map(int, words[6:]))
    return BoardReading(*numbers)  # type: ignore[arg-type]


def said(*command: str, folder: Path | None = None) -> str:
    """Run a program and return what it prints.

    Raises
    ------
    subprocess.CalledProcessError
        It fails.
    """
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, timeout=LONGEST_S
    )
    return done.stdout
