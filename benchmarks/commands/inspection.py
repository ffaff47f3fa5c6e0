"""``python -m benchmarks inspection``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import FamiliesOption, JsonOption, SeedOption, chosen
from benchmarks.inspection.rates import measure_inspection, requirements
from benchmarks.inspection.tables import inspection_table
from benchmarks.report import tables
from benchmarks.report.runfile import print_rows
from stampcodec.design import LATTICES

EVERY_FAMILY = ("touch5", *LATTICES)


def inspection(
    families: FamiliesOption = "touch5,lattice7,lattice8h14",
    scans: Annotated[
        int,
        typer.Option("--scans", "-n", min=1, max=100_000, help="Scans of each kind and family."),
    ] = 40,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Count emulated scans of good and bad parts that the inspection accepts, rejects, refuses."""
    rows = measure_inspection(chosen(families, EVERY_FAMILY, "--families"), scans, seed)
    asked = requirements(rows)
    if json:
        print_rows("inspection", seed, rows, asked)
    else:
        tables.show(inspection_table(rows), tables.requirement_table(asked))
