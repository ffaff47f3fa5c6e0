"""``python -m benchmarks reliability``."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.commands.options import (
    PICTURE_ENDINGS,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    SeedOption,
    ThreadsOption,
    chosen,
    frames_option,
    opened,
    picture_option,
)
from benchmarks.lattice.accuracy import PANELS
from benchmarks.partial.rates import FAMILIES, HOME
from benchmarks.reliability.bands import measure_reliability, requirements
from benchmarks.reliability.picture import save
from benchmarks.reliability.population import SCENES
from benchmarks.reliability.tables import reliability_tables
from benchmarks.report import tables
from benchmarks.report.runfile import print_rows

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
        frames_option("Frames of each family on each panel, shared by the scenes."),
    ] = 1_000_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    picture: Annotated[
        Path | None,
        picture_option("Draw measured against promised rates, .png or .svg."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Count wrong readings in bands of their margin, beside what the margins promise."""
    with opened(picture, PICTURE_ENDINGS, "--picture") as aside:
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
        print_rows("reliability", seed, rows, asked)
    else:
        tables.show(*reliability_tables(rows), tables.requirement_table(asked))
