"""``python -m benchmarks encode``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import FamiliesOption, JsonOption, SeedOption, chosen
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES
from benchmarks.lattice.encode import measure_encode
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json

EVERY_FAMILY = ",".join(FAMILIES)


def encode(
    families: FamiliesOption = EVERY_FAMILY,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 60,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Count faces encoded and decoded per second, beside the same in plain Python."""
    names = chosen(families, FAMILIES, "--families")
    result = measure_encode(names, rounds=rounds, seed=seed)
    if json:
        print_json(
            "encode",
            {
                "seed": seed,
                **result.as_json(),
                "requirements": described(result.requirements),
            },
        )
    else:
        tables.show(
            lattice_tables.encode_table(result), tables.requirement_table(result.requirements)
        )
