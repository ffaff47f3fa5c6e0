"""``python -m benchmarks touch``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    MOST_PRESSES,
    JsonOption,
    SeedOption,
    ThreadsOption,
)
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.touch import tables as touch_tables
from benchmarks.touch.rates import measure_rates
from benchmarks.touch.speed import measure_touch_speed


def touch(
    sets: Annotated[
        int, typer.Option("--sets", min=1, max=MOST_PRESSES, help="Sets of points of each row.")
    ] = 400_000,
    presses: Annotated[
        int, typer.Option("--presses", "-n", min=1, max=MOST_PRESSES, help="Of many samples each.")
    ] = 20_000,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 200,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Measure rates of touch5 beside SnowShoe's rule, and microseconds per read."""
    rows = measure_rates(sets=sets, presses=presses, seed=seed, processes=threads)
    speed = measure_touch_speed(rounds=rounds, seed=seed)
    requirements = [requirement for row in rows for requirement in row.requirements]
    requirements += speed.requirements
    if json:
        print_json(
            "touch",
            {
                "seed": seed,
                "rows": [row.as_json() for row in rows],
                **speed.as_json(),
                "requirements": described(requirements),
            },
        )
    else:
        tables.show(
            touch_tables.press_table(rows),
            touch_tables.stranger_table(rows),
            touch_tables.touch_speed_table(speed),
            touch_tables.growth_table(speed),
            tables.requirement_table(requirements),
        )
