"""``python -m benchmarks families``."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.commands.options import (
    MOST_PRESSES,
    PICTURE_ENDINGS,
    FamiliesOption,
    JsonOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
    chosen,
    opened,
    picture_option,
)
from benchmarks.families.rates import measure_families
from benchmarks.families.tables import families_tables
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from stampcodec.design import LATTICES

EVERY_FAMILY = ",".join(LATTICES)


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
        picture_option("Draw the plot of docs/families.md."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure what each family reads with noise, wrong sites and part of a face, in both modes."""
    with opened(picture, PICTURE_ENDINGS, "--picture") as aside:
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
