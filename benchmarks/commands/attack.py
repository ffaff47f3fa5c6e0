"""``python -m benchmarks attack``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.attack.run import ATTACKS, DATABASES
from benchmarks.attack.tables import attack_table
from benchmarks.commands.options import JsonOption, chosen
from benchmarks.report import tables
from benchmarks.report.runfile import print_json


def attack(
    attacks: Annotated[
        str, typer.Option("--attacks", metavar="NAME,...", help=f"Some of {', '.join(ATTACKS)}.")
    ] = ",".join(ATTACKS),
    database: Annotated[
        str, typer.Option("--database", metavar="NAME", help=f"One of {', '.join(DATABASES)}.")
    ] = DATABASES[0],
    json: JsonOption = False,
) -> None:
    """Attack the service in every known way and print what each attack achieves."""
    if database not in DATABASES:
        problem = f"{database!r}, expected one of {', '.join(DATABASES)}"
        raise typer.BadParameter(problem, param_hint="--database")
    findings = [
        finding
        for name in chosen(attacks, tuple(ATTACKS), "--attacks")
        for finding in ATTACKS[name](database)
    ]
    if json:
        print_json("attack", {"findings": [each.as_json() for each in findings]})
    else:
        tables.show(attack_table(findings))
    if not all(each.holds for each in findings):
        raise typer.Exit(1)
