"""The table of the benchmark of inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.interval import clopper_pearson
from benchmarks.report.tables import percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.inspection.rates import Row


def inspection_table(rows: Sequence[Row]) -> Table:
    """Lay out what was said of each kind of part and scan."""
    return table(
        "emulated scans at 600 dpi; right: as expected, with 95 % interval",
        "<family|<part or scan|<expected|scans|accepted|rejected|refused|right %|"
        "place, um RMS|diameter, um RMS",
        [
            (
                row.family,
                row.scene,
                row.expected,
                str(row.scans),
                str(row.accepted),
                str(row.rejected),
                str(row.refused),
                percent(clopper_pearson(row.right, row.scans)),
                "" if row.place_um is None else f"{row.place_um:.0f}",
                "" if row.diameter_um is None else f"{row.diameter_um:.0f}",
            )
            for row in rows
        ],
    )
