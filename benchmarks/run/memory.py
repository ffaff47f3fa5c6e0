"""Time and memory of a program and all processes that it starts (Linux)."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Between two looks at the memory, s.
POLL_S = 0.02


@dataclass(frozen=True)
class Usage:
    """What a program took.

    Attributes
    ----------
    elapsed_s : float
        By the clock on the wall.
    cpu_s : float
        Of all its processes.
    peak_mib : float
        The most at any look: what its processes have alone, and their share of what is shared
        (`Pss` of proc(5)).
    output : str
    """

    elapsed_s: float
    cpu_s: float
    peak_mib: float
    output: str


def measured(command: Sequence[str]) -> Usage:
    """Run a program to its end.

    Raises
    ------
    RuntimeError
        It failed; with what it said.
    """
    before, begun = os.times(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_pss_kib, _tree(process.pid))))
        time.sleep(POLL_S)
    elapsed = time.monotonic() - begun
    output, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]}: {errors or output}")
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Usage(elapsed, cpu, peak / 1024, output)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _pss_kib(pid: int) -> int:
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        return int(text.partition("\nPss:")[2].split()[0]) if "\nPss:" in text else 0
    return 0
