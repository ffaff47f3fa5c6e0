"""Budgets as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.firmware.budget import Budget


def budget_table(budgets: Sequence[Budget]) -> Table:
    """Lay out what each family needs."""
    return table(
        "firmware, bytes and millions of instructions",
        "<family|<panel|<board|code|tables|memory|stack|idle|stamp|worst|frames|unlike Python",
        [
            (
                each.family,
                each.panel,
                each.board,
                f"{each.code_bytes:,}",
                f"{each.table_bytes:,}",
                f"{each.memory_bytes:,}",
                f"{each.stack_bytes:,}",
                f"{each.idle / 1e6:.3f}",
                f"{each.stamp / 1e6:.2f}",
                f"{each.worst / 1e6:.2f}",
                f"{each.frames:,}",
                f"{each.differ}",
            )
            for each in budgets
        ],
    )


def web_table(budgets: Sequence[Budget]) -> Table:
    """Lay out the modules for pages."""
    return table(
        "modules for pages, KiB as they are and as they are sent, microseconds a stamp frame",
        "<family|<panel|module|sent|stamp|frames|unlike Python",
        [
            (
                each.family,
                each.panel,
                f"{each.code_bytes / 1024:.0f}",
                f"{(each.packed_bytes or 0) / 1024:.0f}",
                f"{each.microseconds or 0:.0f}",
                f"{each.frames:,}",
                f"{each.differ}",
            )
            for each in budgets
        ],
    )
