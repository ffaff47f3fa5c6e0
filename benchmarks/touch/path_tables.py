"""The whole path of touch5 as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import percent, table
from benchmarks.touch.path import LOSSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.touch.path import Position, Row


def path_table(rows: Sequence[Row]) -> Table:
    """Lay out read rates; `mm` is the error of averaged contacts on an axis, moulding included."""
    return table(
        "touch5 from frames to ID, 95 % intervals",
        "<row|<panel|contacts|presses|read %|interval|<|wrong|bound|samples|mm",
        [
            (
                row.name,
                row.panel,
                str(row.contacts),
                str(row.tally.presses),
                f"{100 * row.read_rate:.3f}",
                percent(row.interval),
                row.verdict,
                str(row.tally.wrong),
                f"{row.wrong_bound:.1e}",
                f"{row.median_samples:g}",
                f"{row.rms_mm:.3f}",
            )
            for row in rows
        ],
    )


def loss_table(rows: Sequence[Row]) -> Table:
    """Lay out where unread presses were lost."""
    return table(
        "presses not read, by what went wrong",
        "<row|<panel|contacts|" + "|".join(LOSSES),
        [
            (
                row.name,
                row.panel,
                str(row.contacts),
                *(str(row.tally.losses[loss]) for loss in LOSSES),
            )
            for row in rows
        ],
    )


def position_table(positions: Sequence[Position]) -> Table:
    """Lay out the errors of single contacts."""
    return table(
        "single contacts against their dots, moulding errors left out, mm",
        "<panel|contacts|RMS x|RMS y|99 %",
        [
            (
                position.panel,
                str(position.contacts),
                f"{position.rms_x_mm:.3f}",
                f"{position.rms_y_mm:.3f}",
                f"{position.percentile_99_mm:.3f}",
            )
            for position in positions
        ],
    )


def refusal_table(rows: Sequence[Row]) -> Table:
    """Lay out what `face.check` says of each panel."""
    found = {row.panel: row.refusal for row in rows}
    return table(
        "what face.check says of the tightest stamp",
        "<panel|<",
        [
            (name, line)
            for name, refusal in found.items()
            for line in (refusal.split("; ") if refusal else ["fit"])
        ],
    )
