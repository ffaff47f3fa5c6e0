"""``python -m benchmarks partial``."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.commands.options import (
    FAILURE_ENDINGS,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    SeedOption,
    StillOption,
    ThreadsOption,
    chosen,
    failures_option,
    frames_option,
    opened,
)
from benchmarks.lattice.accuracy import PANELS
from benchmarks.partial.landing import ORDERS
from benchmarks.partial.rates import (
    AMPLITUDES,
    FAMILIES,
    HOME,
    measure_partial,
    requirements,
    save_failures,
)
from benchmarks.partial.tables import dots_tables, partial_table
from benchmarks.report import tables
from benchmarks.report.runfile import print_rows

EVERY_FAMILY = ",".join(FAMILIES)
EVERY_ORDER = ",".join(ORDERS)
EVERY_AMPLITUDE = ",".join(f"{amplitude:g}" for amplitude in AMPLITUDES)


def partial(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = HOME,
    orders: Annotated[
        str, typer.Option("--orders", metavar="NAME,...", help=f"Some of {', '.join(ORDERS)}.")
    ] = EVERY_ORDER,
    amplitudes: Annotated[
        str, typer.Option("--amplitudes", metavar="X,...", help="Scales of the face's counts.")
    ] = EVERY_AMPLITUDE,
    frames: Annotated[
        int,
        frames_option("Frames of each family on each panel, shared by orders and amplitudes."),
    ] = 120_000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    still: StillOption = False,
    failures_file: Annotated[
        Path | None,
        failures_option("Keep what was read wrongly, .npz."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Count wrong names of faces of which only some dots have landed."""
    with opened(failures_file, FAILURE_ENDINGS, "--failures") as aside:
        begun = perf_counter()
        rows = measure_partial(
            chosen(families, FAMILIES, "--families"),
            chosen(panels, PANELS, "--panels"),
            scales(amplitudes),
            chosen(orders, ORDERS, "--orders"),
            frames=frames,
            seed=seed,
            processes=threads,
            still=still,
        )
        taken = perf_counter() - begun
        if aside is not None:
            save_failures(aside, rows)
    total = sum(row.frames for row in rows)
    typer.echo(f"{total} frames in {taken:.0f} s, {total / taken:.0f} a second", err=True)
    asked = requirements(rows)
    if json:
        print_rows("partial", seed, rows, asked)
    else:
        tables.show(partial_table(rows), *dots_tables(rows), tables.requirement_table(asked))


def scales(text: str) -> list[float]:
    """Read amplitudes, above 0 to 10.

    Raises
    ------
    typer.BadParameter
        One is no such number.
    """
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(0 < each <= 10 for each in found):
        raise typer.BadParameter(
            f"expected numbers above 0 to 10 between commas, got {text!r}",
            param_hint="--amplitudes",
        )
    return list(dict.fromkeys(found))
