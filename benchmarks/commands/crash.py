"""``python -m benchmarks crash``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    JsonOption,
    SeedOption,
    chosen,
)
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from benchmarks.service import tables as service_tables
from benchmarks.service.crash import PROCESSES, measure_crash


def crash(
    databases: Annotated[
        str,
        typer.Option("--databases", metavar="NAME,...", help=f"Of {', '.join(PROCESSES)}."),
    ] = ",".join(PROCESSES),
    kills: Annotated[int, typer.Option("--kills", "-n", min=1, max=1000)] = 20,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Kill the server under load and look for what is lost or doubled."""
    crashes = [
        measure_crash(database, kills, seed=seed)
        for database in chosen(databases, tuple(PROCESSES), "--databases")
    ]
    if json:
        print_json("crash", {"seed": seed, "crashes": [each.as_json() for each in crashes]})
    else:
        tables.show(service_tables.crash_table(crashes))
    if not all(each.holds for each in crashes):
        raise typer.Exit(1)
