"""``python -m benchmarks forgery``."""

from __future__ import annotations

from benchmarks import service_tables, tables
from benchmarks.forgery import measure_forgery
from benchmarks.options import (
    JsonOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
)
from benchmarks.runfile import print_json


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
