"""Tables of the benchmark of streams."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from benchmarks.report.interval import upper_bound
from benchmarks.report.tables import percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.streams.contacts import ContactRow
    from benchmarks.streams.tally import Quiet, Row


def stream_table(rows: Sequence[Row]) -> Table:
    """Lay out what the tracker makes of the gestures of each family."""
    return table(
        "gestures with the right event; 95 % intervals and bounds in per cent, delays in ms",
        "<family|<panel|<gesture|n|right %|interval|wrong|below|doubled|below|delay|95 %",
        [
            (
                row.family,
                row.panel,
                row.kind,
                str(row.tally.n),
                _share(row.tally.right, row.tally.n),
                percent(row.interval),
                str(row.tally.wrong),
                _bound(row.tally.wrong, row.tally.n),
                str(row.tally.doubled),
                _bound(row.tally.doubled, row.tally.n),
                *(_ms(delay_s) for delay_s in row.delay_s),
            )
            for row in rows
        ],
    )


def single_table(rows: Sequence[Row]) -> Table:
    """Lay out what single frames tell of the same gestures, where they were read."""
    return table(
        "the same gestures by single frames",
        "<family|<panel|<gesture|n|any frame %|wrong|majority %|wrong",
        [
            (
                row.family,
                row.panel,
                row.kind,
                str(row.tally.single),
                _share(row.tally.any_right, row.tally.single),
                str(row.tally.any_wrong),
                _share(row.tally.most_right, row.tally.single),
                str(row.tally.most_wrong),
            )
            for row in rows
            if row.tally.single
        ],
    )


def contact_table(rows: Sequence[ContactRow]) -> Table:
    """Lay out the gestures of touch5, beside presses as decode reads them."""
    return table(
        "touch5 through the emulated driver, beside decode; 95 % intervals, delays in ms",
        "<gesture|n|right %|interval|wrong|doubled|delay|too few reports of five|decode %|wrong",
        [
            (
                row.kind,
                str(row.tally.n),
                _share(row.tally.right, row.tally.n),
                percent(row.interval),
                str(row.tally.wrong),
                str(row.tally.doubled),
                "" if row.delay_s is None else _ms(row.delay_s),
                str(row.tally.few),
                _share(row.tally.decoded_right, row.tally.n),
                str(row.tally.decoded_wrong),
            )
            for row in rows
        ],
    )


def quiet_table(quiet: Sequence[Quiet]) -> Table:
    """Lay out streams without a stamp."""
    return table(
        "streams without a stamp",
        "<family|<stream|hours|frames|stamped|unread|single frames read",
        [
            (
                each.family,
                each.source,
                f"{each.seconds / 3600:.2f}",
                str(each.frames),
                str(each.stamped),
                str(each.unread),
                str(each.frames_read),
            )
            for each in quiet
        ],
    )


def _share(count: int, n: int) -> str:
    return f"{100 * count / n:.1f}"


def _bound(count: int, n: int) -> str:
    """Write the one-sided 95 % bound of a rate in per cent."""
    return f"{100 * upper_bound(count, n):.2g}"


def _ms(delay_s: float) -> str:
    return "" if isinf(delay_s) else f"{1000 * delay_s:.0f}"
