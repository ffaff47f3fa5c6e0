"""Results of the wire benchmark as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import table
from benchmarks.wire.rates import BAUD

if TYPE_CHECKING:
    from rich.table import Table

    from benchmarks.wire.rates import Wire


def rate_table(wire: Wire) -> Table:
    """Lay out packet sizes, and the frames a second that they allow."""
    return table(
        f"packets of frames at {BAUD:,} baud",
        "<panel|<frames of|frames|mean bytes|worst bytes|mean Hz|worst Hz",
        [
            (
                rate.panel,
                rate.scene,
                str(rate.frames) if rate.frames else "",
                f"{rate.mean_bytes:.1f}",
                str(rate.worst_bytes),
                f"{rate.mean_hz:.1f}",
                f"{rate.worst_hz:.1f}",
            )
            for rate in wire.rates
        ],
    )


def time_table(wire: Wire) -> Table:
    """Lay out medians with the span of the middle 90 %."""
    return table(
        "microseconds, presses",
        "<what|median|5 % to 95 %|calls",
        [
            (
                timing.name,
                f"{timing.median_us:.1f}",
                f"{timing.low_us:.1f}-{timing.high_us:.1f}",
                str(timing.calls),
            )
            for timing in wire.timings
        ],
    )


def cost_table(wire: Wire) -> Table:
    """Lay out instructions of the kernel."""
    return table(
        "instructions of the kernel, presses",
        "<panel|<what|a frame",
        [(cost.panel, cost.what, f"{cost.instructions:,.0f}") for cost in wire.costs],
    )
