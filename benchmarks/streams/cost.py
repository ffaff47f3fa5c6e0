"""What a tracker takes: CPU time of a frame, share of a core at 120 Hz, memory."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time_ns
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.requirement import Requirement
from benchmarks.report.tables import table
from benchmarks.streams.gestures import KINDS, PAUSE_S, gestures
from benchmarks.streams.rates import subject
from emulator.stream import Stream
from stampcodec import StampTracker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

RATE_HZ = 120.0
# Of a core, while a stamp is there (design, section 7).
MOST_SHARE = 0.1
# A stamp is felt so long before its first dot counts as down, and after its last one does.
AROUND_S = 0.03


@dataclass(frozen=True)
class Cost:
    """What a tracker of one family takes on one panel; times are CPU time of this thread.

    Attributes
    ----------
    family, panel : str
    frames : int
        With a stamp.
    idle_us : float
        Median of a frame without one.
    stamp_us, most_us : float
        Mean of a frame with one, and its 99th percentile.
    n_bytes : int
        What the tracker says of itself.
    """

    family: str
    panel: str
    frames: int
    idle_us: float
    stamp_us: float
    most_us: float
    n_bytes: int

    @property
    def share(self) -> float:
        """Share of a core while a stamp is there, at 120 Hz."""
        return 1e-6 * self.stamp_us * RATE_HZ

    def as_json(self) -> dict[str, Any]:
        """Return all of it."""
        return vars(self) | {"share": self.share}


def measure_cost(family: str, panel: str, each: int, seed: int) -> Cost:
    """Time each frame of `each` gestures of every row of the design, all at 120 Hz."""
    stamps, reader = subject(family, panel)
    n_bytes = 0
    idle: list[int] = []
    felt: list[int] = []
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, number])
        acts = list(gestures(kind, stamps, reader.panel, each, rng))
        stream = Stream(acts, reader.panel, seed, rate_hz=RATE_HZ, pause_s=PAUSE_S)
        frames = list(stream)
        spans = [
            (each.first_s - AROUND_S, each.last_s + AROUND_S)
            for each in stream.presences
            if each.first_s is not None and each.last_s is not None
        ]
        tracker = StampTracker(stamps, reader.panel)
        n_bytes = tracker.n_bytes
        for time_s, frame in frames:
            begun = thread_time_ns()
            tracker.push(frame, time_s)
            taken = thread_time_ns() - begun
            is_felt = any(first_s <= time_s <= last_s for first_s, last_s in spans)
            (felt if is_felt else idle).append(taken)
    return Cost(
        family,
        panel,
        len(felt),
        float(np.median(idle)) / 1000.0,
        float(np.mean(felt)) / 1000.0,
        float(np.percentile(felt, 99)) / 1000.0,
        n_bytes,
    )


def cost_table(costs: Sequence[Cost]) -> Table:
    """Lay out what trackers take."""
    return table(
        "CPU time of a frame at 120 Hz in us, share of a core while a stamp is there, memory",
        "<family|<panel|frames|idle|with a stamp|99 %|share %|KiB",
        [
            (
                cost.family,
                cost.panel,
                str(cost.frames),
                f"{cost.idle_us:.0f}",
                f"{cost.stamp_us:.0f}",
                f"{cost.most_us:.0f}",
                f"{100 * cost.share:.1f}",
                f"{cost.n_bytes / 1024:.0f}",
            )
            for cost in costs
        ],
    )


def requirements(costs: Sequence[Cost]) -> list[Requirement]:
    """List what the design asks."""
    return [
        Requirement(f"{cost.family} {cost.panel}: share of a core", cost.share, MOST_SHARE)
        for cost in costs
    ]
