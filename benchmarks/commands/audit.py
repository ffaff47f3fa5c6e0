"""``python -m benchmarks audit``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import JsonOption, chosen
from benchmarks.report import tables
from benchmarks.report.runfile import print_json
from benchmarks.service import tables as service_tables
from benchmarks.service.audit import DATABASES, measure_audit


def audit(
    databases: Annotated[
        str,
        typer.Option("--databases", metavar="NAME,...", help=f"Of {', '.join(DATABASES)}."),
    ] = ",".join(DATABASES),
    events: Annotated[
        int, typer.Option("--events", "-n", min=100, max=100_000_000, help="Events of the trail.")
    ] = 1_000_000,
    json: JsonOption = False,
) -> None:
    """Check a long audit trail in every way and print time and memory of each."""
    rows = [
        row
        for database in chosen(databases, DATABASES, "--databases")
        for row in measure_audit(database, events)
    ]
    if json:
        print_json("audit", {"events": events, "rows": [row.as_json() for row in rows]})
    else:
        tables.show(service_tables.audit_table(rows))
