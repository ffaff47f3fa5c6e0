"""The programme: acts in time, each drawn when it begins and forgotten when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.acts import CalibrateAct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.device.acts import Act
    from emulator.device.onglass import OnGlass
    from stampcodec import Panel

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
    acts : iterable of Act
        In the order in which they begin; it may go on for ever.
    panel : Panel
    seed : int
    pause_s : float
        Between two acts that have no time of their own.

    Attributes
    ----------
    free_s : float
        When the last act that was drawn is over, and the pause after it.
    """

    def __init__(
        self, acts: Iterable[Act], panel: Panel, seed: int, pause_s: float = PAUSE_S
    ) -> None:
        self._acts, self._panel = iter(acts), panel
        self._next: Act | None = next(self._acts, None)
        self._number = 0
        self._seed, self._pause_s = seed, pause_s
        self.free_s = BEFORE_S
        self._things: list[OnGlass] = []

    def draw_until(self, until_s: float) -> list[tuple[Act, OnGlass]]:
        """Draw what begins by `until_s`, and return it; moments ascend from call to call."""
        drawn: list[tuple[Act, OnGlass]] = []
        while self._next is not None and not isinstance(self._next, CalibrateAct):
            act, begin_s = self._next, self._due_s(self._next)
            if begin_s > until_s:
                break
            rng = np.random.default_rng((self._seed, self._number))
            thing = act.drawn(begin_s, self._panel, rng)
            drawn.append((act, thing))
            self.free_s = max(self.free_s, thing.end_s + self._pause_s)
            self._go_on()
        self._things += [thing for _, thing in drawn]
        return drawn

    def on_glass(self, until_s: float) -> list[OnGlass]:
        """List what may touch the glass by `until_s`; moments ascend from call to call."""
        self.draw_until(until_s)
        return list(self._things)

    def must_calibrate(self, now_s: float) -> bool:
        """Tell once whether somebody has the device calibrate itself by `now_s`."""
        act = self._next
        if isinstance(act, CalibrateAct) and self._due_s(act) <= now_s:
            self._go_on()
            return True
        return False

    def forget(self, before_s: float) -> None:
        """Drop what was over before a moment."""
        self._things = [thing for thing in self._things if thing.end_s >= before_s]

    @property
    def is_drawn(self) -> bool:
        """Whether the last act has been drawn."""
        return self._next is None

    @property
    def is_over(self) -> bool:
        """Whether the last act has been drawn and forgotten."""
        return self._next is None and not self._things

    def _due_s(self, act: Act) -> float:
        return self.free_s if act.at_s is None else act.at_s

    def _go_on(self) -> None:
        self._next = next(self._acts, None)
        self._number += 1


def rehearse(acts: Iterable[Act], panel: Panel, seed: int) -> None:
    """Draw one act of each kind, to no effect: what cannot be is found, and tables are made.

    Raises
    ------
    ValueError
        A face does not fit the panel, or conditions do not fit a face.
    """
    seen = set()
    for act in acts:
        kind = (type(act), getattr(act, "face", None), getattr(act, "conditions", None))
        if kind not in seen and not isinstance(act, CalibrateAct):
            seen.add(kind)
            thing = act.drawn(0.0, panel, np.random.default_rng(seed))
            thing.counts(np.array([thing.begin_s]))
