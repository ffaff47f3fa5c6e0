"""An ablation: which part of the tracker gives what.

The same streams go through trackers each of which does without one part, and through a whole one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.report.tables import percent, table
from benchmarks.run.workers import run_all
from benchmarks.streams.gestures import KINDS
from benchmarks.streams.rates import (
    BATCH,
    draw_stream,
    stamped_in,
    subject,
    tallied,
)
from benchmarks.streams.tally import Stamped, Tally
from stampcodec import StampTracker
from stampcodec._core.track.kernel import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from stampcodec import Family, Panel

WHOLE = "nothing"
# What each part is, as the table calls it; docs/tracker.md has the clauses.
LEFT_OUT = {
    WHOLE: 0,
    "mean of frames (4.3)": PARTS["means"],
    "last look (4.4)": PARTS["last look"],
    "margin of looks (4.4)": PARTS["margins of looks"],
    "odds of looks (4.5)": PARTS["odds of looks"],
    "catching up (4.3)": PARTS["catching up"],
    "fusion (6)": PARTS["fusion"],
    "mixture (6.4)": PARTS["mixture"],
    "hold by contrast (4.6)": PARTS["contrast"],
    "disbelief (3.3, 4.2, 6.4)": PARTS["disbelief"],
}
# Rows that single frames do not settle: weak presses, fast swipes, skipping dots.
ROWS = tuple(
    kind.name
    for kind in KINDS
    if kind.conditions.amplitude < 1
    or kind.conditions.touching < 1
    or (kind.along is not None and kind.gesture.speed_mm_s[0] >= 500.0)
)


class LesserTracker(StampTracker):
    """A tracker that does without some parts.

    Parameters
    ----------
    family : Family
    panel : Panel
    parts : int
        A sum of values of ``stampcodec._core.track.kernel.PARTS``.
    """

    def __init__(self, family: Family, panel: Panel, parts: int) -> None:
        super().__init__(family, panel)
        self._kernel.leave_out(parts)


@dataclass(frozen=True)
class Ablated:
    """One line of the table: what a tracker without one part makes of gestures of one kind."""

    family: str
    panel: str
    kind: str
    without: str
    tally: Tally

    @property
    def interval(self) -> Interval:
        """95 % interval of the share of presences with the right event."""
        return clopper_pearson(self.tally.right, self.tally.n)

    @property
    def told_s(self) -> float:
        """Middle time from the first dot to the right event; infinite where there is none."""
        return float(np.median(self.tally.delays_s)) if self.tally.delays_s else inf

    def as_json(self) -> dict[str, Any]:
        """Return what was counted."""
        low, high = self.interval
        return {
            "family": self.family,
            "panel": self.panel,
            "kind": self.kind,
            "without": self.without,
            **{name: getattr(self.tally, name) for name in ("n", "right", "wrong", "doubled")},
            "right_low": low,
            "right_high": high,
            "told_s": self.told_s if self.tally.delays_s else None,
        }


def measure_ablation(
    families: Sequence[str],
    kinds: Sequence[str],
    panels: Sequence[str],
    *,
    each: int,
    seed: int,
    stale: bool = False,
    processes: int = 1,
) -> list[Ablated]:
    """Leave out one part after the other; gestures are those of `rates.measure_streams`.

    Parameters
    ----------
    families, kinds, panels : sequence of str
        Of the kinds only those in `ROWS`.
    each : int
        Gestures of each row.
    seed : int
    stale : bool
        See `emulator.stream.Stream`.
    processes : int
    """
    rows = [
        (name, screen, kind)
        for name in families
        for screen in panels
        for kind in kinds
        if kind in ROWS
    ]
    sizes = [min(BATCH, each - start) for start in range(0, each, BATCH)]
    calls = [(*row, size, seed, i, stale) for row in rows for i, size in enumerate(sizes)]
    done = iter(run_all(run_ablated, calls, processes, "batches of gestures"))
    found: list[Ablated] = []
    for row in rows:
        batches = [next(done) for _ in sizes]
        found += [
            Ablated(*row, without, sum(tallies, Tally()))
            for without, tallies in zip(LEFT_OUT, zip(*batches, strict=True), strict=True)
        ]
    return found


def run_ablated(
    name: str, screen_name: str, kind_name: str, n: int, seed: int, batch: int, stale: bool
) -> list[Tally]:
    """Stream `n` gestures to all trackers; a tally for each of `LEFT_OUT`."""
    stamps, reader = subject(name, screen_name)
    stream = draw_stream(name, screen_name, kind_name, n, seed, batch, stale)
    trackers = [LesserTracker(stamps, reader.panel, parts) for parts in LEFT_OUT.values()]
    stamped: list[list[Stamped]] = [[] for _ in trackers]
    frames = 0
    for times_s, block in stream.blocks():
        frames += len(block)
        for time_s, frame in zip(times_s.tolist(), block, strict=True):
            for told, tracker in zip(stamped, trackers, strict=True):
                told.extend(stamped_in(tracker.push(frame, time_s)))
    for told, tracker in zip(stamped, trackers, strict=True):
        told.extend(stamped_in(tracker.finish()))
    return [
        tallied(stream.presences, told, None, frames, lambda presence: presence.first_s)
        for told in stamped
    ]


def ablation_table(rows: Sequence[Ablated]) -> Table:
    """Lay out what is lost without each part."""
    return table(
        "the tracker without one of its parts; 95 % intervals in per cent, ms from the first dot",
        "<family|<panel|<gesture|<without|n|right %|interval|wrong|doubled|told after",
        [
            (
                row.family,
                row.panel,
                row.kind,
                row.without,
                str(row.tally.n),
                f"{100 * row.tally.right / row.tally.n:.1f}",
                percent(row.interval),
                str(row.tally.wrong),
                str(row.tally.doubled),
                f"{1000 * row.told_s:.0f}" if row.tally.delays_s else "",
            )
            for row in rows
        ],
    )
