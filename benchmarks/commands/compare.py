"""``python -m benchmarks compare``: what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from benchmarks.commands.options import JsonOption
from benchmarks.report import tables
from benchmarks.report.comparison import Comparison
from benchmarks.report.comparison import compare as held_together
from benchmarks.report.interval import CONFIDENCE
from benchmarks.report.runfile import print_json, read_run

WORSE = 1


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="What a benchmark printed with --json.")
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The same of a later run.")],
    confidence: Annotated[
        float,
        typer.Option(
            min=0.5, max=0.999999, help="Probability that no rate is listed if none changed."
        ),
    ] = CONFIDENCE,
    json: JsonOption = False,
) -> None:
    """List what changed between two runs by more than their intervals.

    Exit status 0: nothing got worse. 1: something did. 2: misuse, damaged files, or runs of
    different commands. What only one run has is listed and is not worse.
    """
    found = held_together(read_run(before), read_run(after), confidence)
    if json:
        print_json("compare", found.as_json())
    else:
        if found.changes:
            tables.show(change_table(found))
        for path, names in ((before, found.only_before), (after, found.only_after)):
            for name in names:
                typer.echo(f"only in {path}: {name}")
        worse = sum(change.is_worse for change in found.changes)
        better = len(found.changes) - worse
        typer.echo(f"{worse} worse, {better} better, {found.alike} alike")
    if found.is_worse:
        raise typer.Exit(WORSE)


def change_table(found: Comparison) -> Table:
    """Lay out what changed."""
    return tables.table(
        "changed by more than the intervals",
        "<what|<|before|after|difference",
        [
            (
                change.name,
                "worse" if change.is_worse else "better",
                change.before,
                change.after,
                change.difference,
            )
            for change in found.changes
        ],
    )
