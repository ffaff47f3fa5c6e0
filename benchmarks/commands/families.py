"""``python -m benchmarks families``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.commands.options import (
    MOST_PRESSES,
    FamiliesOption,
    JsonOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.families.rates import measure_families
from benchmarks.families.tables import families_tables
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from stampcodec.design import LATTICES
from stampcodec.outfile import replacing

EVERY_FAMILY = ",".join(LATTICES)
FORMATS = (".png", ".svg")


def families(
    families: FamiliesOption = EVERY_FAMILY,
    presses: PressesOption = 1000,
    partial: Annotated[
        int,
        typer.Option(
            "--partial",
            min=1,
            max=MOST_PRESSES,
            metavar="N",
            help="Faces of each family of which any number of dots have landed.",
        ),
    ] = 40_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE", help="Draw the plot of docs/families.md."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure what each family reads with noise, wrong sites and part of a face, in both modes."""
    if picture is not None and picture.suffix not in FORMATS:
        raise typer.BadParameter(
            f"expected a name that ends in {' or '.join(FORMATS)}", param_hint="--picture"
        )
    with ExitStack() as stack:
        # Opened first: a place that cannot be written to is known before the work, not after.
        aside = picture and stack.enter_context(replacing(picture))
        begun = perf_counter()
        rows = measure_families(
            chosen(families, EVERY_FAMILY.split(","), "--families"),
            presses=presses,
            partial=partial,
            seed=seed,
            processes=threads,
        )
        taken = perf_counter() - begun
        if aside is not None:
            # matplotlib is loaded where it is asked for
            from benchmarks.families.picture import save

            save(aside, rows)
    typer.echo(f"{taken:.0f} s", err=True)
    if json:
        print_json("families", {"seed": seed, "rows": [row.as_json() for row in rows]})
    else:
        tables.show(*families_tables(rows))
