"""``python -m benchmarks batch``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.batch import as_json, batch_table, measure_batch
from benchmarks.commands.options import JsonOption, SeedOption
from benchmarks.report import tables
from benchmarks.report.runfile import print_json

PROCESSES = (1, 2)


def batch(
    stamps: Annotated[
        int, typer.Option("--stamps", "-n", min=1, max=100_000, help="Stamps of the list.")
    ] = 1000,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Make a batch of packages with one process and with two: time, memory, same bytes."""
    costs = measure_batch(stamps, PROCESSES, seed)
    if json:
        print_json("batch", {"seed": seed, "batches": [as_json(cost) for cost in costs]})
    else:
        tables.show(batch_table(costs))
