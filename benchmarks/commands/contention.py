"""``python -m benchmarks contention``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    JsonOption,
    chosen,
)
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from benchmarks.service import tables as service_tables
from benchmarks.service.contention import WORKERS, measure_contention


def contention(
    databases: Annotated[
        str, typer.Option("--databases", metavar="NAME,...", help=f"Some of {', '.join(WORKERS)}.")
    ] = ",".join(WORKERS),
    attempts: Annotated[
        int, typer.Option("--attempts", "-n", min=30, max=1000, help="At the same moment.")
    ] = 200,
    json: JsonOption = False,
) -> None:
    """Send two hundred requests at once and count what is granted."""
    contests = [
        contest
        for database in chosen(databases, tuple(WORKERS), "--databases")
        for contest in measure_contention(database, attempts)
    ]
    if json:
        print_json("contention", {"contests": [contest.as_json() for contest in contests]})
    else:
        tables.show(service_tables.contention_table(contests))
    if not all(contest.holds for contest in contests):
        raise typer.Exit(1)
