"""Tables of what the service and its defences do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.report.interval import clopper_pearson, upper_bound
from benchmarks.report.tables import percent, table
from benchmarks.service.forgery import WAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.service.audit import Audit
    from benchmarks.service.contention import Contest
    from benchmarks.service.crash import Crash
    from benchmarks.service.forgery import Forgery
    from benchmarks.service.speed import ServiceSpeed


def service_table(result: ServiceSpeed) -> Table:
    """Lay out how fast requests are answered."""
    commits = result.commits_a_second
    return table(
        "requests, the server on one core",
        "<what, connections|requests|a second|p50 ms|p99 ms",
        [
            (
                rate.name,
                str(rate.requests),
                f"{rate.a_second:.0f}",
                f"{rate.p50_ms:.1f}",
                f"{rate.p99_ms:.1f}",
            )
            for rate in result.rates
        ]
        + [("durable commits of one row, SQLite alone", "", f"{commits:.0f}", "", "")],
    )


def memory_table(result: ServiceSpeed) -> Table:
    """Lay out the server's memory over the run."""
    rows = [(str(look.presentations), f"{look.resident_kib / 1024:.1f}") for look in result.looks]
    rows += [
        ("for 1,000 more, over all", f"{result.slope_kib / 1024:.2f}"),
        ("for 1,000 more, last half", f"{result.last_slope_kib / 1024:.2f}"),
        ("growth over the last half", f"{result.last_growth_kib / 1024:.2f}"),
    ]
    return table("memory of the server, after some warm-up", "presentations|MiB", rows)


def contention_table(contests: Sequence[Contest]) -> Table:
    """Lay out what became of requests that were sent at once."""
    return table(
        "at the same moment, over HTTP",
        "<database|<what|<others|processes|at once|may|did|<",
        [
            (
                contest.database,
                contest.name,
                ", ".join(f"{slug} {count}" for slug, count in sorted(contest.refused.items())),
                str(contest.processes),
                str(contest.attempts),
                str(contest.expected),
                str(contest.done),
                "holds" if contest.holds else "BROKEN",
            )
            for contest in contests
        ],
    )


def crash_table(crashes: Sequence[Crash]) -> Table:
    """Lay out what the databases know after the kills."""
    told = [crash.as_json() for crash in crashes]
    rows = [(name, *(str(each[name]) for each in told)) for name in told[0] if name != "database"]
    return table("killed under load", "|".join(["<what", *(one.database for one in crashes)]), rows)


def audit_table(audits: Sequence[Audit]) -> Table:
    """Lay out what checks of a trail took."""
    return table(
        "the audit trail checked, the program's start included",
        "<database|<how|events|CPU s|elapsed s|peak MB",
        [
            (
                one.database,
                one.name,
                str(one.events),
                f"{one.cpu_s:.2f}",
                f"{one.elapsed_s:.2f}",
                f"{one.peak_mb:.0f}",
            )
            for one in audits
        ],
    )


def refused_table(rows: Sequence[Forgery]) -> Table:
    """Lay out honest presses that were refused."""
    return table(
        "honest presses refused",
        "<phone|<gesture|presses|pairs|as replays|implausible|95 % bound, %",
        [
            (
                row.phone,
                row.gesture,
                str(row.presses),
                str(row.pairs),
                str(row.taken_for_replays),
                str(sum(row.implausible.values())),
                f"{100 * upper_bound(row.refused, row.presses):.2f}",
            )
            for row in rows
        ],
    )


def missed_table(rows: Sequence[Forgery]) -> Table:
    """Lay out replays that were not found, over all phones."""
    gestures = sorted({row.gesture for row in rows})
    lines = []
    for way in WAYS:
        line = [way]
        for gesture in gestures:
            counts = [row.missed[way] for row in rows if row.gesture == gesture]
            missed, tried = (sum(each) for each in zip(*counts, strict=True))
            line += [f"{100 * missed / tried:.1f}", percent(clopper_pearson(missed, tried))]
        lines.append(line)
    headings = "|".join(f"{gesture}, %|interval" for gesture in gestures)
    return table("replays missed, 95 % intervals", f"<shown again|{headings}", lines)
