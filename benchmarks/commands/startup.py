"""``python -m benchmarks startup``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import JsonOption
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.startup import measure_startup, startup_table


def startup(
    rounds: Annotated[
        int,
        typer.Option(min=1, max=1000, metavar="N", help="Processes of each command, 1 to 1000."),
    ] = 20,
    json: JsonOption = False,
) -> None:
    """Measure CPU and elapsed time of the program's light commands, process by process."""
    result = measure_startup(rounds)
    if json:
        print_json("startup", {**result.as_json(), "requirements": described(result.requirements)})
    else:
        tables.show(startup_table(result), tables.requirement_table(result.requirements))
