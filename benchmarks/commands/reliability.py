"""``python -m benchmarks reliability``."""

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
    PanelsOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.lattice.accuracy import PANELS
from benchmarks.partial.rates import FAMILIES, HOME
from benchmarks.reliability.bands import measure_reliability, requirements
from benchmarks.reliability.picture import FORMATS, save
from benchmarks.reliability.population import SCENES
from benchmarks.reliability.tables import reliability_tables
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from stampcodec.outfile import replacing

EVERY_FAMILY = ",".join(FAMILIES)
EVERY_SCENE = ",".join(SCENES)


def reliability(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = HOME,
    scenes: Annotated[
        str, typer.Option("--scenes", metavar="NAME,...", help=f"Some of {', '.join(SCENES)}.")
    ] = EVERY_SCENE,
    frames: Annotated[
        int,
        typer.Option(
            "--frames",
            "-n",
            min=1,
            max=MOST_PRESSES,
            metavar="N",
            help="Frames of each family on each panel, shared by the scenes.",
        ),
    ] = 1_000_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE", help="Draw measured against promised rates, .png or .svg."
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Count wrong readings in bands of their margin, beside what the margins promise."""
    if picture is not None and picture.suffix not in FORMATS:
        raise typer.BadParameter(
            f"expected a name that ends in {' or '.join(FORMATS)}", param_hint="--picture"
        )
    with ExitStack() as stack:
        # Opened first: a place that cannot be written to is known before the work, not after.
        aside = picture and stack.enter_context(replacing(picture))
        begun = perf_counter()
        rows = measure_reliability(
            chosen(families, FAMILIES, "--families"),
            chosen(panels, PANELS, "--panels"),
            chosen(scenes, tuple(SCENES), "--scenes"),
            frames=frames,
            seed=seed,
            processes=threads,
        )
        taken = perf_counter() - begun
        if aside is not None:
            save(aside, rows)
    typer.echo(f"{taken:.0f} s", err=True)
    asked = requirements(rows)
    if json:
        print_json(
            "reliability",
            {
                "seed": seed,
                "rows": [row.as_json() for row in rows],
                "requirements": described(asked),
            },
        )
    else:
        tables.show(*reliability_tables(rows), tables.requirement_table(asked))
