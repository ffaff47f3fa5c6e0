"""Tables of the benchmark of strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import table
from benchmarks.strangers.rates import ALL, RANDOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.strangers.rates import Row


def strangers_tables(rows: Sequence[Row]) -> list[Table]:
    """Lay out faces of other families, and random dots."""
    return [
        table(
            "faces of other families, 95 % intervals of the named share",
            "<faces of|<reader of|<mode|frames|read right %|named|share|low|high",
            [
                (
                    row.pressed,
                    row.reader,
                    _mode(row),
                    str(row.frames),
                    # the reader of a family knows none of these faces
                    f"{100 * row.right / row.frames:.3f}" if row.reader == ALL else "",
                    *_named(row),
                )
                for row in rows
                if row.pressed != RANDOM
            ],
        ),
        table(
            "random dots on the sites with four corners",
            "<sites|<reader of|<mode|frames|named|share|low|high|unavoidable",
            [
                (
                    f"{row.sites} x {row.sites}",
                    row.reader,
                    _mode(row),
                    str(row.frames),
                    *_named(row),
                    "" if row.unavoidable is None else f"{row.unavoidable:.1e}",
                )
                for row in rows
                if row.pressed == RANDOM
            ],
        ),
    ]


def _mode(row: Row) -> str:
    return "still" if row.still else "default"


def _named(row: Row) -> tuple[str, ...]:
    low, high = row.interval
    return str(row.named), f"{row.named / row.frames:.1e}", f"{low:.1e}", f"{high:.1e}"
