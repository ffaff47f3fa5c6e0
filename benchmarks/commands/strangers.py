"""``python -m benchmarks strangers``."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from benchmarks.commands.options import (
    FamiliesOption,
    JsonOption,
    SeedOption,
    ThreadsOption,
    chosen,
    frames_option,
)
from benchmarks.report import tables
from benchmarks.report.runfile import print_rows
from benchmarks.strangers.rates import measure_strangers, requirements
from benchmarks.strangers.tables import strangers_tables
from stampcodec.design import LATTICES

EVERY_FAMILY = ",".join(LATTICES)


def strangers(
    families: FamiliesOption = EVERY_FAMILY,
    frames: Annotated[
        int,
        frames_option("Frames of each family, and of random dots on each geometry."),
    ] = 20_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Count names that readers give to faces of other families and to random dots.

    Every family is met with the others of its geometry, by a reader of each in both modes and by
    one reader of all.
    """
    begun = perf_counter()
    rows = measure_strangers(
        chosen(families, EVERY_FAMILY.split(","), "--families"),
        frames=frames,
        seed=seed,
        processes=threads,
    )
    typer.echo(f"{perf_counter() - begun:.0f} s", err=True)
    asked = requirements(rows)
    if json:
        print_rows("strangers", seed, rows, asked)
    else:
        tables.show(*strangers_tables(rows), tables.requirement_table(asked))
