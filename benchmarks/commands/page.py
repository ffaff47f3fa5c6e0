"""``python -m benchmarks page``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import JsonOption
from benchmarks.page import tables as page_tables
from benchmarks.page.result import measure_page
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json


def page(
    rounds: Annotated[
        int, typer.Option("--visits", "-n", min=1, max=100, metavar="N", help="Phones, 1 to 100.")
    ] = 5,
    lighthouse: Annotated[
        bool,
        typer.Option("--lighthouse", help="Run Lighthouse as well; npx fetches it from npm."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Visit the reading page over a slow network: first paint, requests, weight."""
    result = measure_page(rounds, lighthouse=lighthouse)
    if json:
        print_json("page", {**result.as_json(), "requirements": described(result.requirements)})
        return
    tables.show(page_tables.visit_table(result))
    if result.judgements:
        tables.show(page_tables.lighthouse_table(result))
    tables.show(tables.requirement_table(result.requirements))
