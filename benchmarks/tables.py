"""Results as tables for people; ``--json`` gives machines the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy import Accuracy
    from benchmarks.requirement import Requirement

# Wide enough for every column where stdout is a file.
WIDTH = 140


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


def accuracy_table(accuracy: Accuracy) -> Table:
    """Lay out the rows of `accuracy`."""
    return table(
        "read rates, 95 % intervals",
        "<family|<panel|pitch|<noise|<row|presses|read %|interval|target|<|wrong|bound|unread|mm|deg",
        [
            (
                row.trial.family,
                row.trial.panel,
                f"{row.pitch_mm:g}",
                "recorded" if row.trial.recorded else "emulated",
                row.trial.row,
                str(row.tally.presses),
                f"{100 * row.read_rate:.3f}",
                f"{100 * row.interval.low:.3f}-{100 * row.interval.high:.3f}",
                f"{100 * row.target:g}",
                row.verdict,
                str(row.tally.wrong),
                f"{row.wrong_bound:.1e}",
                str(row.tally.unread),
                f"{row.rms_mm:.3f}",
                f"{row.rms_deg:.3f}",
            )
            for row in accuracy.rows
        ],
    )
