"""Tables of `python -m benchmarks page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.page.visit import SLOW_3G
from benchmarks.report.tables import table

if TYPE_CHECKING:
    from rich.table import Table

    from benchmarks.page.result import PageResult

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def visit_table(result: PageResult) -> Table:
    """Lay out visits."""
    return table(
        f"a shop's link on {SLOW_3G.name}, {SLOW_3G.latency_ms:.0f} ms and "
        f"{SLOW_3G.kib_per_s:.0f} KiB/s",
        "<visit|first paint ms|button ms|requests|KiB",
        [
            (
                each.what,
                f"{each.paint_ms:.0f}",
                f"{each.ready_ms:.0f}",
                str(each.requests),
                f"{each.kib:.1f}",
            )
            for each in result.visits
        ],
    )


def lighthouse_table(result: PageResult) -> Table:
    """Lay out the scores of Lighthouse, of 100."""
    return table(
        "Lighthouse",
        "<page|" + "|".join(CATEGORIES),
        [
            (each.page, *(f"{each.scores[category]:.0f}" for category in CATEGORIES))
            for each in result.judgements
        ],
    )
