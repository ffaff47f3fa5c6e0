"""``python -m benchmarks instructions``."""

from __future__ import annotations

from benchmarks import tables
from benchmarks.accuracy import FAMILIES
from benchmarks.instructions import Instructions, measure_instructions
from benchmarks.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.requirement import described
from benchmarks.runfile import print_json
from benchmarks.workers import run_all

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
            tables.instruction_table(result),
            tables.stage_table(result),
            tables.requirement_table(result.requirements),
        )
