"""What a batch of packages costs, with one process and with more, and that its bytes are the same.

A list of random merchants is made as a shop would, by ``stampcodec fabricate --batch``, verified,
once for each number of processes.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.tables import table
from benchmarks.run.memory import measured
from fabrication.manifest import NAME
from stampcodec import family

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

PROGRAM = (sys.executable, "-c", "from stampcodec.cli import main; main()", "fabricate")
FAMILY = "lattice8"


@dataclass(frozen=True)
class Batch:
    """One batch.

    Attributes
    ----------
    jobs, stamps : int
    cpu_s, elapsed_s : float
        Of the whole command, starts of its processes included.
    peak_mib : float
        Of all its processes together.
    same : bool
        Its manifest, which has the SHA-256 of every file, is that of the first batch.
    """

    jobs: int
    stamps: int
    cpu_s: float
    elapsed_s: float
    peak_mib: float
    same: bool

    @property
    def cpu_s_each(self) -> float:
        """Processor seconds for each stamp."""
        return self.cpu_s / self.stamps


def measure_batch(stamps: int, jobs: Sequence[int], seed: int) -> list[Batch]:
    """Make the same list once for each number of processes.

    Raises
    ------
    RuntimeError
        The command failed.
    """
    n_ids = family(FAMILY).n_ids
    drawn = np.random.default_rng(seed).choice(n_ids, stamps, replace=False, shuffle=False)
    costs: list[Batch] = []
    first = b""
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "merchants.csv"
        listed.write_text("\n".join(["merchant_id", *map(str, drawn), ""]), encoding="ascii")
        for number in jobs:
            made = Path(folder) / f"{len(costs)}"
            options = ["--batch", str(listed), "-o", str(made), "-f", FAMILY, "-j", str(number)]
            usage = measured([*PROGRAM, *options])
            manifest = (made / NAME).read_bytes()
            first = first or manifest
            same = manifest == first
            costs.append(Batch(number, stamps, usage.cpu_s, usage.elapsed_s, usage.peak_mib, same))
    return costs


def as_json(cost: Batch) -> dict[str, Any]:
    """Return what ``--json`` prints of a batch."""
    return {**asdict(cost), "cpu_s_each": cost.cpu_s_each}


def batch_table(costs: Sequence[Batch]) -> Table:
    """Lay out batches."""
    return table(
        f"{costs[0].stamps} packages of {FAMILY}, verified",
        "<bytes|processes|CPU s|CPU ms each|elapsed s|peak MiB",
        [
            (
                "same" if cost.same else "others",
                str(cost.jobs),
                f"{cost.cpu_s:.1f}",
                f"{1000 * cost.cpu_s_each:.0f}",
                f"{cost.elapsed_s:.1f}",
                f"{cost.peak_mib:.0f}",
            )
            for cost in costs
        ],
    )
