"""Finger play: what hands do to a screen all day, without any stamp, drawn without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.acts import FingerAct, PalmAct, PocketAct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from emulator.device.acts import Act
    from stampcodec import Panel

    # (n, 2) or (2,), mm.
    Places = npt.NDArray[np.float64]

# What a hand does next, and how often; an assumption.
WEIGHTS = {
    "tap": 0.22,
    "type": 0.18,
    "drag": 0.22,
    "pinch": 0.10,
    "fingers": 0.12,
    "palm": 0.11,
    "pocket": 0.05,
}
# Mean pause between two of them.
PAUSE_S = 0.7
# Fingertips side by side are this far apart.
FINGERS_MM = (14.0, 24.0)


def finger_play(panel: Panel, seed: int) -> Iterator[Act]:
    """Draw acts of fingers, palms and pockets, without end and in order of time.

    Taps, typing, drags at 30 to 500 mm/s, two fingers that pinch or spread, several fingers set
    down at once that rest or move, palms alone and beside a typing hand, and a phone that is
    carried in a pocket.

    Parameters
    ----------
    panel : Panel
    seed : int
    """
    player = _Player(panel, np.random.default_rng((seed, 1)))
    kinds: list[Callable[[float], list[Act]]] = [getattr(player, kind) for kind in WEIGHTS]
    share = np.array(list(WEIGHTS.values()))
    now_s = 0.0
    while True:
        now_s += player.rng.exponential(PAUSE_S)
        acts = kinds[player.rng.choice(len(kinds), p=share / share.sum())](now_s)
        for act in sorted(acts, key=lambda act: act.at_s or 0.0):
            now_s = max(now_s, act.at_s or 0.0)
            yield act
        last = acts[-1]
        if isinstance(last, (FingerAct, PalmAct, PocketAct)):
            now_s += last.hold_ms / 1000.0


class _Player:
    """One method for each thing that hands do: acts that begin at `now_s` or later."""

    def __init__(self, panel: Panel, rng: np.random.Generator) -> None:
        self.rng = rng
        self._side_mm = np.array([panel.width_mm, panel.height_mm])

    def tap(self, now_s: float) -> list[Act]:
        """Tap somewhere."""
        return [FingerAct(now_s, self.rng.uniform(50, 220), self._place())]

    def type(self, now_s: float) -> list[Act]:
        """Type a word with two thumbs, in the lower half."""
        acts: list[Act] = []
        for _ in range(self.rng.integers(4, 16)):
            x, y = self._place()
            acts.append(
                FingerAct(now_s, self.rng.uniform(50, 130), (x, (y + self._side_mm[1]) / 2))
            )
            now_s += self.rng.uniform(0.1, 0.35)
        return acts

    def drag(self, now_s: float) -> list[Act]:
        """Drag or scroll with one finger or two side by side."""
        way = self._way(self.rng.uniform(15, 90))
        hold_ms = 1000.0 * float(np.hypot(*way)) / self.rng.uniform(30, 500)
        return self._together(now_s, hold_ms, self._row(int(self.rng.integers(1, 3))), way)

    def pinch(self, now_s: float) -> list[Act]:
        """Pinch or spread two fingers."""
        middle, hold_ms = np.array(self._place()), self.rng.uniform(150, 900)
        near, far = self._way(self.rng.uniform(6, 12)), self.rng.uniform(1.5, 4.0)
        first, last = (1.0, far) if self.rng.random() < 0.5 else (far, 1.0)
        return [
            FingerAct(
                now_s + self.rng.uniform(0, 0.03),
                hold_ms,
                _pair(middle + side * first * near),
                _pair(middle + side * last * near),
            )
            for side in (-1, 1)
        ]

    def fingers(self, now_s: float) -> list[Act]:
        """Set several fingers down at once, at rest or together on the move."""
        way = self._way(self.rng.uniform(10, 60)) * (self.rng.random() < 0.5)
        places = self._row(int(self.rng.integers(3, 6)))
        return self._together(now_s, self.rng.uniform(150, 1500), places, way)

    def palm(self, now_s: float) -> list[Act]:
        """Rest a palm on the screen, perhaps while the other hand types."""
        rest: Act = PalmAct(now_s, self.rng.uniform(300, 4000))
        beside = self.type(now_s + 0.2) if self.rng.random() < 0.5 else []
        return [*beside, rest]

    def pocket(self, now_s: float) -> list[Act]:
        """Carry the phone in a pocket."""
        return [PocketAct(now_s, self.rng.uniform(2000, 15_000))]

    def _together(
        self,
        now_s: float,
        hold_ms: float,
        places: Places,
        way: Places,
    ) -> list[Act]:
        return [
            FingerAct(
                now_s + self.rng.uniform(0, 0.04),
                hold_ms,
                _pair(place),
                _pair(place + way + self.rng.normal(0, 1.5, 2) * bool(way.any())),
            )
            for place in places
        ]

    def _row(self, n: int) -> Places:
        """Place n fingertips on an arc, as a hand does."""
        turn = self.rng.uniform(0, 2 * np.pi)
        along = (np.arange(n) - (n - 1) / 2) * self.rng.uniform(*FINGERS_MM)
        bow = -0.01 * along**2 + self.rng.normal(0, 2.0, n)
        cos, sin = np.cos(turn), np.sin(turn)
        turned = np.column_stack([along * cos - bow * sin, along * sin + bow * cos])
        row: Places = np.array(self._place()) + turned
        return row

    def _place(self) -> tuple[float, float]:
        return _pair(self.rng.random(2) * self._side_mm)

    def _way(self, length_mm: float) -> Places:
        angle = self.rng.uniform(0, 2 * np.pi)
        way: Places = length_mm * np.array([np.cos(angle), np.sin(angle)])
        return way


def _pair(values: Places) -> tuple[float, float]:
    return float(values[0]), float(values[1])
