"""Results of the touch benchmark as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.touch.rates import Row
    from benchmarks.touch.speed import TouchSpeed


def press_table(rows: Sequence[Row]) -> Table:
    """Lay out presses: read and wrong."""
    return table(
        "presses, any pose; 95 % intervals",
        "<reader|<what|trials|read %|interval|target|wrong|bound",
        [
            (
                row.trial.reader,
                row.trial.label,
                str(row.trials),
                f"{100 * row.right / row.trials:.3f}",
                percent(row.interval),
                "" if row.trial.target is None else f"{100 * row.trial.target:g}",
                str(row.wrong),
                f"{row.wrong_bound:.1e}",
            )
            for row in rows
            if row.trial.what == "press"
        ],
    )


def stranger_table(rows: Sequence[Row]) -> Table:
    """Lay out what was accepted though no stamp was there, or a mirrored one."""
    return table(
        "no stamp, or a mirrored one; 95 % intervals",
        "<reader|<what|trials|accepted|accepted %|interval",
        [
            (
                row.trial.reader,
                row.trial.label,
                str(row.trials),
                str(row.accepted),
                f"{100 * row.accepted / row.trials:.4f}",
                f"{100 * row.interval.low:.4f}-{100 * row.interval.high:.4f}",
            )
            for row in rows
            if row.trial.what != "press"
        ],
    )


def touch_speed_table(speed: TouchSpeed) -> Table:
    """Lay out medians with the span of the middle 90 %."""
    return table(
        "microseconds a call or set, 4,096 patterns",
        "<what|median|5 % to 95 %|calls",
        [
            (
                timing.name,
                f"{timing.median_us:.2f}",
                f"{timing.low_us:.2f}-{timing.high_us:.2f}",
                str(timing.calls),
            )
            for timing in speed.timings
        ],
    )


def growth_table(speed: TouchSpeed) -> Table:
    """Lay out the kernel's times against the number of patterns."""
    return table(
        "microseconds of the kernel among so many patterns",
        "patterns|<sets of|median|5 % to 95 %|patterns matched",
        [
            (
                str(each.patterns),
                each.kind,
                f"{each.timing.median_us:.2f}",
                f"{each.timing.low_us:.2f}-{each.timing.high_us:.2f}",
                f"{each.matched:.2f}",
            )
            for each in speed.growth
        ],
    )
