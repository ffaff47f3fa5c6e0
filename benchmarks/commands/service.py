"""``python -m benchmarks service``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    JsonOption,
    SeedOption,
)
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from benchmarks.service import tables as service_tables
from benchmarks.service.speed import measure_service


def service(
    presentations: Annotated[
        int, typer.Option("--presentations", "-n", min=100, max=1_000_000, help="In all.")
    ] = 12_000,
    connections: Annotated[
        int, typer.Option("--connections", "-c", min=2, max=256, help="At the same time.")
    ] = 8,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Count presentations per second with durable commits on one core."""
    result = measure_service(presentations, connections, seed=seed)
    if json:
        print_json("service", {"seed": seed, **result.as_json()})
    else:
        tables.show(service_tables.service_table(result), service_tables.memory_table(result))
