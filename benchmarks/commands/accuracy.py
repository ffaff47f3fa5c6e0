"""``python -m benchmarks accuracy``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.commands.options import (
    FAILURE_ENDINGS,
    CorpusOption,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    PressesOption,
    SeedOption,
    StillOption,
    ThreadsOption,
    chosen,
    failures_option,
    opened,
)
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES, PANELS, measure_accuracy, save_failures
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from emulator import NAMES

EVERY_FAMILY = ",".join(FAMILIES)
EVERY_PANEL = ",".join(PANELS)
EVERY_ROW = ",".join(NAMES)


def accuracy(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = EVERY_PANEL,
    rows: Annotated[
        str, typer.Option("--rows", metavar="NAME,...", help=f"Some of {', '.join(NAMES)}.")
    ] = EVERY_ROW,
    presses: PressesOption = 20_000,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    still: StillOption = False,
    failures_file: Annotated[
        Path | None,
        failures_option("Keep what was not read, .npz."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure read and wrong rates of every row of the design, and pose errors."""
    with opened(failures_file, FAILURE_ENDINGS, "--failures") as aside:
        result = measure_accuracy(
            chosen(families, FAMILIES, "--families"),
            chosen(panels, PANELS, "--panels"),
            chosen(rows, NAMES, "--rows"),
            presses=presses,
            seed=seed,
            recording=corpus,
            processes=threads,
            still=still,
        )
        if aside is not None:
            save_failures(aside, result)
    if json:
        print_json(
            "accuracy",
            {
                "seed": seed,
                "rows": [row.as_json() for row in result.rows],
                "fingers": [asdict(count) for count in result.fingers],
                "requirements": described(result.requirements),
            },
        )
    else:
        tables.show(
            lattice_tables.accuracy_table(result), tables.requirement_table(result.requirements)
        )
