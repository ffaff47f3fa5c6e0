"""``python -m benchmarks speed``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    SeedOption,
    chosen,
)
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES
from benchmarks.lattice.speed import measure_speed
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json

EVERY_FAMILY = ",".join(FAMILIES)


def speed(
    families: FamiliesOption = EVERY_FAMILY,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 60,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: Annotated[
        int, typer.Option("--threads", "-j", min=1, max=64, help="The most for read_many.")
    ] = 2,
    json: JsonOption = False,
) -> None:
    """Print microseconds per read of stamp, finger and idle frames, and of peers."""
    result = measure_speed(
        chosen(families, FAMILIES, "--families"),
        rounds=rounds,
        threads=threads,
        seed=seed,
        recording=corpus,
    )
    if json:
        print_json(
            "speed",
            {
                "seed": seed,
                **result.as_json(),
                "requirements": described(result.requirements),
            },
        )
    else:
        tables.show(
            lattice_tables.speed_table(result), tables.requirement_table(result.requirements)
        )
