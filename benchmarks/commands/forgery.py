"""``python -m benchmarks forgery``."""

from __future__ import annotations

from benchmarks.commands.options import (
    JsonOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
)
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from benchmarks.service import tables as service_tables
from benchmarks.service.forgery import measure_forgery


def forgery(
    presses: PressesOption = 360,
    seed: SeedOption = 2,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Count replays that are missed and honest presses that are refused."""
    rows = measure_forgery(presses, seed=seed, processes=threads)
    if json:
        print_json("forgery", {"seed": seed, "rows": [row.as_json() for row in rows]})
    else:
        tables.show(service_tables.refused_table(rows), service_tables.missed_table(rows))
