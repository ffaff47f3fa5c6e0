"""The table of what attacks achieve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.attack.finding import Finding


def attack_table(findings: Sequence[Finding]) -> Table:
    """Lay out what attacks achieved before and achieve now."""
    return table(
        "attacks on the service",
        "<attack|<what|<unit|before|now|at most|<",
        [
            (
                each.attack,
                each.what,
                each.unit,
                _number(each.before),
                _number(each.now),
                _number(each.most),
                "" if each.most is None else "holds" if each.holds else "BROKEN",
            )
            for each in findings
        ],
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
