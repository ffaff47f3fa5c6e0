"""``python -m benchmarks thresholds``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    PressesOption,
    SeedOption,
    chosen,
)
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES
from benchmarks.lattice.thresholds import measure_thresholds
from benchmarks.lattice.tuning import thresholds as tuned
from benchmarks.report import tables
from benchmarks.report.runfile import print_json

EVERY_FAMILY = ",".join(FAMILIES)


def thresholds(
    families: FamiliesOption = EVERY_FAMILY,
    names: Annotated[
        str | None,
        typer.Option("--names", metavar="NAME,...", help="Thresholds to move; all if not given."),
    ] = None,
    presses: PressesOption = 200,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    json: JsonOption = False,
) -> None:
    """Move each threshold of the frame reader by a fifth and count what is lost.

    Needs valgrind and the kernels that `make thresholds` builds.
    """
    known = tuple(tuned())
    usual, moved = measure_thresholds(
        chosen(families, FAMILIES, "--families"),
        n=presses,
        seed=seed,
        corpus=corpus,
        names=known if names is None else chosen(names, known, "--names"),
    )
    if json:
        rows = [{"threshold": "none", "moved": "no", **usual._asdict()}]
        rows += [each.as_json() for each in moved]
        print_json("thresholds", {"seed": seed, "rows": rows})
    else:
        tables.show(lattice_tables.threshold_table(usual, moved))
