"""How long the program's light commands take, from the start of the process to its end.

Everything takes its turn, round after round, beside processes that do nothing but start Python or
import numpy. CPU time, user and system, hardly depends on what else the machine does; elapsed time
does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.requirement import Requirement
from benchmarks.report.tables import table

if TYPE_CHECKING:
    from rich.table import Table

PROGRAM = ("-c", "from stampcodec.cli import main; main()")
BARE = "python -c pass"
COMMANDS: dict[str, tuple[str, ...]] = {
    BARE: ("-c", "pass"),
    "python -c 'import numpy'": ("-c", "import numpy"),
    "python -c 'import stampcodec'": ("-c", "import stampcodec"),
    "stampcodec --version": (*PROGRAM, "--version"),
    "stampcodec --help": (*PROGRAM, "--help"),
    "stampcodec admin --help": (*PROGRAM, "admin", "--help"),
    "stampcodec decode --help": (*PROGRAM, "decode", "--help"),
    "stampcodec emulate --help": (*PROGRAM, "emulate", "--help"),
    "stampcodec serve --help": (*PROGRAM, "serve", "--help"),
    "stampcodec families": (*PROGRAM, "families"),
    "stampcodec encode 4711": (*PROGRAM, "encode", "4711"),
}
# What a person takes for at once, with room for a machine three times as slow as a fast one.
MOST_S = 0.3


@dataclass(frozen=True)
class Start:
    """Processes of one command.

    Attributes
    ----------
    command : str
    cpu_s, elapsed_s : tuple of float
        Least, median and most, seconds.
    processes : int
    """

    command: str
    cpu_s: tuple[float, float, float]
    elapsed_s: tuple[float, float, float]
    processes: int


@dataclass(frozen=True)
class Startup:
    """The commands in the order of `COMMANDS`."""

    starts: tuple[Start, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """CPU time of the program's commands."""
        return [
            Requirement(f"{start.command}, CPU s", start.cpu_s[1], MOST_S)
            for start in self.starts
            if start.command.startswith("stampcodec")
        ]

    def ratio(self, start: Start) -> float:
        """Return CPU time over that of Python alone, medians of one run."""
        bare = next(each for each in self.starts if each.command == BARE)
        return start.cpu_s[1] / bare.cpu_s[1]

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints; the interval of the median is that of all processes."""
        names = ("cpu_median_s_low", "cpu_median_s", "cpu_median_s_high")
        return {
            "starts": [
                {
                    **asdict(each),
                    **dict(zip(names, each.cpu_s, strict=True)),
                    "ratio": self.ratio(each),
                }
                for each in self.starts
            ]
        }


def measure_startup(rounds: int) -> Startup:
    """Start every command once a round; a first round fills the caches and is not counted."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            taken = _run(name, arguments)
            if number:
                times[name].append(taken)
    return Startup(tuple(_start(name, np.array(taken)) for name, taken in times.items()))


def _start(name: str, taken: np.ndarray[Any, np.dtype[np.float64]]) -> Start:
    cpu, elapsed = (
        (float(column.min()), float(np.median(column)), float(column.max())) for column in taken.T
    )
    return Start(name, cpu, elapsed, len(taken))


def _run(name: str, arguments: tuple[str, ...]) -> tuple[float, float]:
    """Run a process; return its CPU and elapsed seconds."""
    begun = perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    elapsed = perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{name}: exit status {process.returncode}")
    return used.ru_utime + used.ru_stime, elapsed


def startup_table(startup: Startup) -> Table:
    """Lay out the processes of `startup`."""
    return table(
        "processes, milliseconds",
        "<command|CPU least|median|most|of python|elapsed least|median|most|processes",
        [
            (
                start.command,
                *(f"{1000 * seconds:.0f}" for seconds in start.cpu_s),
                f"{startup.ratio(start):.1f}",
                *(f"{1000 * seconds:.0f}" for seconds in start.elapsed_s),
                str(start.processes),
            )
            for start in startup.starts
        ],
    )
