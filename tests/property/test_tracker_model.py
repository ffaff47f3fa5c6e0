"""The tracker against a plain model: which stamp lies there, and since when the glass is clear.

::

    shown for long enough ──► stamped, once          away for a moment ──► nothing
    away for long enough  ──► lifted, once           no frames for a second ──► lifted, too
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import stampcodec as sc
from emulator import Conditions, presses

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAMILY, PANEL = sc.family("lattice8h14"), sc.panel("nexus5")
MERCHANTS = (0, 4711, FAMILY.n_ids - 1)
STEP_S = 0.01
# Frames that settle the matter, whatever the noise; frames away that a bounce may take.
ENOUGH, BOUNCE = 12, 3
CALM = Conditions(moulding=None, impulses=False)


@cache
def shown(merchant: int) -> NDArray[np.int16]:
    """Press a stamp once, and look sixteen times, each with noise of its own."""
    pose = np.array([[30.75, 55.35, 20.0]] * 16)
    rng = np.random.default_rng(merchant)
    return presses(FAMILY.encode(merchant), PANEL, 16, rng, CALM, poses=pose).frames


@cache
def clear() -> NDArray[np.int16]:
    """Look at the glass sixteen times with nothing on it."""
    noise = np.random.default_rng(1).normal(0, PANEL.noise_counts, (16, PANEL.rows, PANEL.columns))
    return np.rint(noise).astype(np.int16)


class TrackerAndModel(RuleBasedStateMachine):
    """Stamps that come and go; the model is one merchant, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.tracker = sc.StampTracker(FAMILY, PANEL)
        self.time_s = 0.0
        self.there: int | None = None
        self.told: list[tuple[str, int | None]] = []
        self.expected: list[tuple[str, int | None]] = []

    def look(self, frames: NDArray[np.int16], n: int) -> None:
        for number in range(n):
            self.time_s += STEP_S
            self.hear(self.tracker.push(frames[number % len(frames)], self.time_s))

    def hear(self, events: list[sc.StampEvent]) -> None:
        self.told += [(event.kind, event.merchant_id) for event in events]

    def is_lifted(self) -> None:
        if self.there is not None:
            self.expected.append(("lifted", self.there))
            self.there = None

    @precondition(lambda self: self.there is None)
    @rule(merchant=st.sampled_from(MERCHANTS), more=st.integers(0, 20))
    def press(self, merchant: int, more: int) -> None:
        self.look(shown(merchant), ENOUGH + more)
        self.there = merchant
        self.expected.append(("stamped", merchant))

    @precondition(lambda self: self.there is not None)
    @rule(n=st.integers(1, 60))
    def hold(self, n: int) -> None:
        assert self.there is not None
        self.look(shown(self.there), n)

    @precondition(lambda self: self.there is not None)
    @rule(away=st.integers(1, BOUNCE))
    def bounce(self, away: int) -> None:
        assert self.there is not None
        self.look(clear(), away)
        self.look(shown(self.there), ENOUGH)

    @rule(more=st.integers(0, 20))
    def clear_the_glass(self, more: int) -> None:
        self.look(clear(), 2 * ENOUGH + more)
        self.is_lifted()

    @rule(tenths=st.integers(11, 50))
    def stop_looking(self, tenths: int) -> None:
        self.time_s += tenths / 10
        self.look(clear(), 1)
        self.is_lifted()

    @rule(back_s=st.sampled_from([0.0, 0.5]))
    def turn_the_clock_back(self, back_s: float) -> None:
        self.look(clear() if self.there is None else shown(self.there), 1)
        with pytest.raises(ValueError, match="time_s"):
            self.tracker.push(shown(0)[0], self.time_s - back_s)

    @rule()
    def end_the_stream(self) -> None:
        """A stamp that is there at the end is never lifted; the tracker begins anew."""
        self.hear(self.tracker.finish())
        self.there = None

    @invariant()
    def the_tracker_tells_what_the_model_does(self) -> None:
        assert self.told == self.expected


TestTrackerAndModel = TrackerAndModel.TestCase
TestTrackerAndModel.settings = settings(max_examples=25, stateful_step_count=15)
