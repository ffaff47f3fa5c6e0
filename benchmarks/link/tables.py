"""Results of the link benchmark as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.tables import percent, table

if TYPE_CHECKING:
    from rich.table import Table

    from benchmarks.link.result import Link


def press_table(link: Link) -> Table:
    """Lay out what was read, with 95 % intervals."""
    return table(
        "presses through a pseudo terminal, all faults on",
        "<panel|corrupted|presses|stamped %|interval|unread|wrong|doubled|frames|damaged|restarts"
        "|reconnections",
        [
            (
                run.panel,
                f"{run.corrupted:g}",
                str(run.presses),
                f"{100 * run.stamped / run.presses:.2f}",
                percent(run.interval),
                str(run.unread),
                str(run.wrong),
                str(run.doubled),
                str(run.frames),
                str(run.damaged),
                str(run.restarts),
                str(run.reconnections),
            )
            for run in link.runs
        ],
    )


def byte_table(link: Link) -> Table:
    """Lay out where the bytes are."""
    return table(
        "bytes",
        "<panel|corrupted|<to|sent|added|removed|received|in no counter",
        [
            (
                run.panel,
                f"{run.corrupted:g}",
                end,
                f"{balance.sent:,}",
                f"{balance.added:,}",
                f"{balance.removed:,}",
                f"{balance.received:,}",
                str(balance.missing),
            )
            for run in link.runs
            for end, balance in (("client", run.to_client), ("device", run.to_device))
        ],
    )


def recovery_table(link: Link) -> Table:
    """Lay out how soon a good frame comes once the faults have stopped."""
    return table(
        "from the end of the faults to a good frame, milliseconds",
        "<panel|corrupted|trials|median|slowest|within 100|not yet open",
        [
            (
                recovery.panel,
                f"{recovery.corrupted:g}",
                str(len(recovery.seconds)),
                f"{1000 * recovery.median_s:.1f}",
                f"{1000 * max(recovery.seconds):.1f}",
                str(recovery.within),
                str(recovery.unopened),
            )
            for recovery in link.recoveries
        ],
    )


def memory_table(link: Link) -> Table:
    """Lay out the memory that a device and its client use together."""
    return table(
        "most memory of device and client in one process, MiB",
        "<panel|minutes|frames|stamped|after a tenth|at the end",
        [
            (
                memory.panel,
                f"{memory.minutes:g}",
                str(memory.frames),
                str(memory.stamped),
                f"{memory.early_mib:.1f}",
                f"{memory.late_mib:.1f}",
            )
            for memory in link.memories
        ],
    )
