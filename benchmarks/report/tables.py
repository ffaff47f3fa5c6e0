"""What all tables have in common; ``tables.py`` of each folder lays out its own results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.report.interval import Interval
    from benchmarks.report.requirement import Requirement

# Wide enough for every column where stdout is a file.
WIDTH = 160


def show(*tables: Table) -> None:
    """Print tables to stdout."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    for table in tables:
        console.print(table)


def table(title: str, columns: str, rows: Sequence[Sequence[str]]) -> Table:
    """Make a table; `columns` are their headings, those of text columns first, separated by bars.

    A heading that begins with ``<`` is of text, all others are of numbers.
    """
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in columns.split("|"):
        text = heading.startswith("<")
        made.add_column(
            heading.removeprefix("<"), justify="left" if text else "right", no_wrap=True
        )
    for row in rows:
        made.add_row(*row)
    return made


def requirement_table(requirements: Sequence[Requirement]) -> Table:
    """Lay out requirements; those not met stand first."""
    ordered = sorted(requirements, key=lambda requirement: requirement.met)
    return table(
        "requirements",
        "<what|measured|at most|<",
        [
            (
                requirement.name,
                f"{requirement.measured:.3g}",
                f"{requirement.limit:.3g}",
                "met" if requirement.met else "NOT MET",
            )
            for requirement in ordered
        ],
    )


def percent(interval: Interval) -> str:
    """Write an interval of rates in per cent."""
    return f"{100 * interval.low:.3f}-{100 * interval.high:.3f}"
