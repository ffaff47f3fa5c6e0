"""The check of a long audit trail: time and memory, beside the check as it was."""

from __future__ import annotations

import sys
import sysconfig
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.run.memory import measured
from benchmarks.service.postgresql import running_postgresql
from benchmarks.service.trail import write_trail

if TYPE_CHECKING:
    from collections.abc import Sequence

DATABASES = ("sqlite", "postgresql")
# The program itself: worker processes load what it loads.
PROGRAM = (str(Path(sysconfig.get_path("scripts")) / "stampcodec"), "admin", "audit")
FORMER = (sys.executable, "-m", "benchmarks.service.former_audit")


@dataclass(frozen=True)
class Audit:
    """What one way of checking a trail took.

    Attributes
    ----------
    elapsed_s : float
        By the clock on the wall, with the start of the program.
    cpu_s : float
        Of all its processes.
    peak_mb : float
        Of all its processes together, MB (10^6 bytes); what they share counts once.
    """

    database: str
    name: str
    events: int
    elapsed_s: float
    cpu_s: float
    peak_mb: float

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return asdict(self)


def measure_audit(database: str, events: int) -> list[Audit]:
    """Write a trail and check it in every way."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="audit-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql()).create()
        write_trail(folder, url, events)
        place = ["--data", str(folder), *([] if url is None else ["--database", url])]
        mark = str(folder / "a.checkpoint")
        ways: list[tuple[str, Sequence[str]]] = [
            ("as it was", [*FORMER, str(folder), *([] if url is None else [url])]),
            ("one process", [*PROGRAM, "verify", "--jobs", "1", *place]),
            ("two processes", [*PROGRAM, "verify", "--jobs", "2", *place]),
            ("checkpoint", [*PROGRAM, "checkpoint", "-o", mark, "--jobs", "2", *place]),
            ("from a checkpoint", [*PROGRAM, "verify", "--from", mark, *place]),
            ("archive", [*PROGRAM, "archive", "--until", mark, *place]),
            ("archived", [*PROGRAM, "verify", "--jobs", "2", *place]),
        ]
        found = []
        for name, command in ways:
            usage = measured(command)
            taken = usage.elapsed_s, usage.cpu_s, usage.peak_mib * 2**20 / 1e6
            found.append(Audit(database, name, events, *taken))
        return found
