"""``python -m benchmarks wire``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import JsonOption, PanelsOption, SeedOption, chosen
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.wire import tables as wire_tables
from benchmarks.wire.rates import PANELS, measure_wire

EVERY_PANEL = ",".join(PANELS)


def wire(
    panels: PanelsOption = EVERY_PANEL,
    frames: Annotated[
        int, typer.Option("--frames", "-n", min=1, max=1_000_000, help="Of each scene and family.")
    ] = 1000,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 60,
    counted: Annotated[
        bool,
        typer.Option("--instructions/--no-instructions", help="Count them under valgrind."),
    ] = True,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Measure frames per second on a serial line, plain and coded, and the cost of coding."""
    result = measure_wire(
        chosen(panels, PANELS, "--panels"),
        frames=frames,
        rounds=rounds,
        seed=seed,
        counted=counted,
    )
    if json:
        print_json(
            "wire",
            {"seed": seed, **result.as_json(), "requirements": described(result.requirements)},
        )
    else:
        tables.show(
            wire_tables.rate_table(result),
            wire_tables.time_table(result),
            *([wire_tables.cost_table(result)] if counted else []),
            tables.requirement_table(result.requirements),
        )
