"""``python -m benchmarks instructions``."""

from __future__ import annotations

from benchmarks.commands.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES
from benchmarks.lattice.instructions import Instructions, measure_instructions
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.run.workers import run_all

EVERY_FAMILY = ",".join(FAMILIES)


def instructions(
    families: FamiliesOption = EVERY_FAMILY,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Count instructions per read under valgrind, of stamp frames and costly frames."""
    names = chosen(families, FAMILIES, "--families")
    calls = [(name, seed, corpus) for name in names]
    parts = run_all(measure_instructions, calls, threads, "families counted")
    result = Instructions(
        tuple(cost for part in parts for cost in part.costs),
        tuple(stages for part in parts for stages in part.stages),
    )
    if json:
        print_json(
            "instructions",
            {"seed": seed, **result.as_json(), "requirements": described(result.requirements)},
        )
    else:
        tables.show(
            lattice_tables.instruction_table(result),
            lattice_tables.stage_table(result),
            tables.requirement_table(result.requirements),
        )
