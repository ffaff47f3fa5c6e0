"""``python -m benchmarks path``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from benchmarks.commands.options import (
    CorpusOption,
    JsonOption,
    PanelsOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.lattice.accuracy import PANELS
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.touch import path_tables
from benchmarks.touch.path import PANELS as PATH_PANELS
from benchmarks.touch.path import RECORDED, measure_touch_path
from benchmarks.touch.path import ROWS as EVERY_PATH_ROW

PATH_ROWS = tuple(row for row in EVERY_PATH_ROW if row != RECORDED)
EVERY_PANEL = ",".join(PANELS)


def path(
    panels: PanelsOption = EVERY_PANEL,
    contacts: Annotated[
        str,
        typer.Option(
            "--contacts", metavar="N,...", help="Contacts that a phone reports: some of 5,10,11,16."
        ),
    ] = "5,10",
    rows: Annotated[
        str, typer.Option("--rows", metavar="NAME,...", help=f"Some of {', '.join(PATH_ROWS)}.")
    ] = "nominal",
    presses: PressesOption = 2500,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Read presses of touch5 all the way from face to touch events to ID."""
    result = measure_touch_path(
        chosen(panels, PATH_PANELS, "--panels"),
        [int(most) for most in chosen(contacts, ("5", "10", "11", "16"), "--contacts")],
        chosen(rows, PATH_ROWS, "--rows"),
        presses=presses,
        seed=seed,
        recording=corpus,
        processes=threads,
    )
    if json:
        print_json(
            "path",
            {
                "seed": seed,
                "rows": [row.as_json() for row in result.rows],
                "positions": [asdict(position) for position in result.positions],
                "requirements": described(result.requirements),
            },
        )
    else:
        tables.show(
            path_tables.path_table(result.rows),
            path_tables.loss_table(result.rows),
            path_tables.position_table(result.positions),
            path_tables.refusal_table(result.rows),
            tables.requirement_table(result.requirements),
        )
