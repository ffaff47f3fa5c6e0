"""Results of the benchmarks of frames as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.lattice.accuracy import Accuracy
    from benchmarks.lattice.bound import PoseError
    from benchmarks.lattice.encode import Encode
    from benchmarks.lattice.instructions import Instructions
    from benchmarks.lattice.margin import Margin
    from benchmarks.lattice.speed import Speed
    from benchmarks.lattice.thresholds import Counts, Moved

# Per cent of instructions that are worth a line.
LEAST_COST = 0.005


def encode_table(encode: Encode) -> Table:
    """Lay out faces a second of core and Python."""
    return table(
        "faces a second, one core",
        "<family|<method|core|5 % to 95 %, ns|Python|times",
        [
            (
                step.family,
                step.step,
                f"{1e6 / step.core.median_us:,.0f}",
                f"{1e3 * step.core.low_us:.1f}-{1e3 * step.core.high_us:.1f}",
                f"{1e6 / step.python.median_us:,.0f}",
                f"{step.times:,.0f}",
            )
            for step in encode.steps
        ],
    )


def threshold_table(usual: Counts, moved: Sequence[Moved]) -> Table:
    """Lay out what moving each threshold by a fifth changes."""

    def change(each: Moved) -> tuple[str, ...]:
        changes = (
            -each.lost,
            each.won,
            each.counts.wrong - usual.wrong,
            each.counts.strangers - usual.strangers,
        )
        cost = 100 * (each.counts.instructions / usual.instructions - 1)
        return (
            *(f"{number:+d}" if number else "." for number in changes),
            f"{each.changed:,}" if each.changed else ".",
            f"{cost:+.2f}" if abs(cost) >= LEAST_COST else ".",
        )

    return table(
        f"thresholds moved by a fifth; as they are {usual.right:,} of {usual.presses:,} presses "
        f"read, {usual.wrong} wrong, {usual.strangers} of other frames read, "
        f"{usual.instructions:,.0f} instructions a frame",
        "<threshold|value|lost|won|wrong|others|changed|instr. %",
        [(each.threshold.name, f"{each.value:.4g}", *change(each)) for each in moved],
    )


def accuracy_table(accuracy: Accuracy) -> Table:
    """Lay out the rows of `accuracy`."""
    return table(
        "read rates, 95 % intervals",
        "<family|<panel|pitch|<noise|<row|presses|read %|interval|target|<|wrong|bound|unread"
        "|mm|deg",
        [
            (
                row.trial.family,
                row.trial.panel,
                f"{row.pitch_mm:g}",
                "recorded" if row.trial.recorded else "emulated",
                row.trial.row,
                str(row.tally.presses),
                f"{100 * row.read_rate:.3f}",
                percent(row.interval),
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


def margin_table(margin: Margin) -> Table:
    """Lay out a sweep: unread and wrong of both against SNR."""
    return table(
        f"{margin.family} on {margin.panel}, sweep of the {margin.sweep}{_mode(margin)}",
        "SNR dB|presses|unread %|interval|wrong|expected|genie|unread %|interval|wrong|not listed",
        [
            (
                f"{point.snr_db:g}",
                str(point.presses),
                f"{100 * point.unread / point.presses:.3f}",
                percent(point.unread_interval),
                str(point.wrong),
                f"{point.expected:.1e}",
                str(point.genie_presses),
                f"{100 * point.genie_unread / point.genie_presses:.3f}",
                percent(point.genie_interval),
                str(point.genie_wrong),
                str(point.genie_missed),
            )
            for point in margin.points
        ],
    )


def _mode(margin: Margin) -> str:
    return " still" if margin.still else ""


def gap_table(margins: Sequence[Margin]) -> Table:
    """Lay out where reader and genie have 1 % unread."""
    return table(
        "SNR at 1 % unread, the genie with the reader's rate of wrong IDs, and with 1e-6",
        "<family|<panel|<sweep|<|wrong IDs|reader dB|genie dB|gap dB|95 % interval",
        [
            (
                margin.family,
                margin.panel,
                margin.sweep,
                _mode(margin).strip(),
                f"{gap.misread:.1e}",
                f"{gap.reader_db:.2f}",
                f"{gap.genie_db:.2f}",
                f"{gap.gap_db:.2f}",
                f"{gap.interval.low:.2f} to {gap.interval.high:.2f}",
            )
            for margin in margins
            for gap in (margin.gap, margin.gap_at_misread)
        ],
    )


def pose_table(errors: Sequence[PoseError]) -> Table:
    """Lay out pose errors beside their bounds."""
    return table(
        "pose error beside the Cramer-Rao bound, RMS, a fifth of the amplitude",
        "<family|<panel|presses|read|<|error|bound|ratio",
        [
            (
                error.family,
                error.panel,
                str(error.presses),
                str(error.read),
                name,
                f"{error.error[k]:.4f}",
                f"{error.bound[k]:.4f}",
                f"{error.ratios[k]:.2f}",
            )
            for error in errors
            for k, name in enumerate(("x, mm", "y, mm", "angle, degrees"))
        ],
    )


def speed_table(speed: Speed) -> Table:
    """Lay out medians with the span of the middle 90 %, and what is missing."""
    source = "recorded" if speed.recorded else "emulated"
    rows = [
        (
            timing.name,
            f"{timing.median_us:.2f}",
            f"{timing.low_us:.2f}-{timing.high_us:.2f}",
            str(timing.calls),
        )
        for timing in speed.timings
    ]
    rows += [(name, "not installed", "", "") for name in speed.missing]
    return table(
        f"microseconds a call or frame; finger and idle frames are {source}",
        "<what|median|5 % to 95 %|calls",
        rows,
    )


def instruction_table(instructions: Instructions) -> Table:
    """Lay out instructions a read, the costliest kinds first."""
    ordered = sorted(instructions.costs, key=lambda cost: (cost.family, -cost.largest))
    return table(
        "instructions a read",
        "<family|<frames of|counted|median|largest|largest / stamp",
        [
            (
                cost.family,
                cost.kind,
                str(cost.frames),
                f"{cost.median:,.0f}",
                f"{cost.largest:,.0f}",
                f"{cost.largest / instructions.unit(cost.family):.2f}",
            )
            for cost in ordered
        ],
    )


def stage_table(instructions: Instructions) -> Table:
    """Lay out where the instructions of a read go."""
    return table(
        "instructions of a read by module of the kernel, on average",
        "<family|<frames of|<module|instructions|share %",
        [
            (
                stages.family,
                stages.kind,
                module,
                f"{count:,.0f}",
                f"{100 * count / sum(stages.modules.values()):.1f}",
            )
            for stages in instructions.stages
            for module, count in stages.modules.items()
        ],
    )
