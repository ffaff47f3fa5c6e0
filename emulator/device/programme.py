"""The programme: acts in time, each drawn when it begins and forgotten when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.acts import CalibrateAct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emulator.device.acts import Act
    from emulator.device.onglass import OnGlass
    from stampcodec.panel import Panel

# Nobody touches the glass for so long before the first act.
BEFORE_S = 0.5
# Nor between two acts that have no time of their own.
PAUSE_S = 1.0


class Programme:
    """Acts on one clock, which begins when a client has started the device.

    Every act is drawn from a generator of its own, so that one act does not change what the next
    one looks like.

    Parameters
    ----------
    acts : sequence of Act
        In the order in which they begin.
    panel : Panel
    seed : int
    """

    def __init__(self, acts: Sequence[Act], panel: Panel, seed: int) -> None:
        self._acts, self._panel = acts, panel
        self._seed = seed
        self._next = 0
        self._free_s = BEFORE_S
        self._things: list[OnGlass] = []

    def rehearse(self) -> None:
        """Draw one act of each kind, to no effect: what cannot be is found, and tables are made.

        Raises
        ------
        ValueError
            A face does not fit the panel, or conditions do not fit a face.
        """
        seen = set()
        for act in self._acts:
            kind = (type(act), getattr(act, "face", None), getattr(act, "conditions", None))
            if kind not in seen and not isinstance(act, CalibrateAct):
                seen.add(kind)
                thing = act.drawn(0.0, self._panel, np.random.default_rng(self._seed))
                thing.counts(np.array([thing.begin_s]))

    def on_glass(self, until_s: float) -> list[OnGlass]:
        """List what may touch the glass by `until_s`; moments ascend from call to call."""
        while self._next < len(self._acts):
            act, begin_s = self._due()
            if isinstance(act, CalibrateAct) or begin_s > until_s:
                break
            rng = np.random.default_rng((self._seed, self._next))
            thing = act.drawn(begin_s, self._panel, rng)
            self._things.append(thing)
            self._free_s = max(self._free_s, thing.end_s + PAUSE_S)
            self._next += 1
        return list(self._things)

    def must_calibrate(self, now_s: float) -> bool:
        """Tell once whether somebody has the device calibrate itself by `now_s`."""
        if self._next < len(self._acts):
            act, begin_s = self._due()
            if isinstance(act, CalibrateAct) and begin_s <= now_s:
                self._next += 1
                return True
        return False

    def forget(self, before_s: float) -> None:
        """Drop what was over before a moment."""
        self._things = [thing for thing in self._things if thing.end_s >= before_s]

    @property
    def is_over(self) -> bool:
        """Whether the last act has been drawn and forgotten."""
        return self._next == len(self._acts) and not self._things

    def _due(self) -> tuple[Act, float]:
        act = self._acts[self._next]
        return act, self._free_s if act.at_s is None else act.at_s
