"""Rough use: what the rows of the design do not say, drawn at random, one stream at a time.

Any rate from 5 to 500 Hz, with times that tremble and frames that are lost; a scan that takes a
millisecond or all of the time between two frames, and goes down or up; bounce, sway, squeeze, dots
that land late, skip or stay off; weak, worn and tilted faces; hands that let go; fingers and palms
beside the stamp, before and after it; the same stamp twice, and another one at once.
"""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np

from emulator import Conditions, Gesture
from emulator.device import FingerAct, PalmAct, StampAct
from emulator.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from emulator.stream import Presence
    from stampcodec import Family, Panel

    Act = StampAct | FingerAct | PalmAct

ROUGH = "rough"
LEAST_HZ, MOST_HZ = 5.0, 500.0
# A scan takes at least so long, and at most nine tenths of a period.
LEAST_SCAN_S, MOST_SCAN = 0.001, 0.9
# From the end of one stamp's air time to the next one's: that of a gesture is longer than a tenth
# of a second by itself.
PAUSES_S = (0.02, 0.6)


class RoughStream:
    """Frames of one panel in rough use, and the truth about the stamps in them.

    Parameters
    ----------
    family : Family
    panel : Panel
    n : int
        Stamps.
    rng : numpy Generator
        For all that is random.
    stale : bool
        See `emulator.stream.Stream`.
    """

    def __init__(
        self, family: Family, panel: Panel, n: int, rng: np.random.Generator, stale: bool
    ) -> None:
        rate_hz = _between(LEAST_HZ, MOST_HZ, rng)
        most_s = MOST_SCAN / rate_hz
        self._stream = Stream(
            list(_acts(family, n, rng)),
            panel,
            int(rng.integers(2**31)),
            rate_hz=rate_hz,
            conditions=Conditions(noise_scale=rng.uniform(0.7, 1.3)),
            pause_s=rng.uniform(*PAUSES_S),
            scan_s=_between(min(LEAST_SCAN_S, most_s), most_s, rng),
            stale=stale,
        )
        self._rng = rng
        self._upwards = rng.random() < 0.5
        self._lost = rng.choice((0.0, 0.0, 0.02, 0.2))
        self._tremble_s = rng.choice((0.0, 0.2)) / rate_hz

    @property
    def presences(self) -> list[Presence]:
        """The stamps so far."""
        return self._stream.presences

    def blocks(self) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int16]]]:
        """Iterate over times and frames, many at once."""
        for times_s, frames in self._stream.blocks():
            kept = self._rng.random(len(frames)) >= self._lost
            # less than half a period, so that times still rise
            late_s = self._tremble_s * self._rng.random(len(frames))
            # turned by half, a scan goes from the last row to the first
            shown = frames[:, ::-1, ::-1] if self._upwards else frames
            if kept.any():
                yield (times_s + late_s)[kept], np.ascontiguousarray(shown[kept])


def _acts(family: Family, n: int, rng: np.random.Generator) -> Iterator[Act]:
    """Draw `n` stamps, some of them twice, and hands between them."""
    face = None
    for _ in range(n):
        if face is None or rng.random() < 0.8:
            face = family.encode(int(rng.integers(family.n_ids)))
        other = rng.random()
        if other < 0.1:
            yield FingerAct(hold_ms=rng.uniform(30, 400))
        elif other < 0.15:
            yield PalmAct(hold_ms=rng.uniform(100, 1000))
        yield StampAct(face, _gesture(rng), _conditions(rng))


def _gesture(rng: np.random.Generator) -> Gesture:
    shaky: dict[str, Any] = {
        "sway_mm": float(rng.choice((0.0, 0.2, 0.5))),
        "sway_deg": float(rng.choice((0.0, 1.0, 3.0))),
        "squeeze": float(rng.choice((0.0, 0.4))),
        "release_ms": None if rng.random() < 0.6 else float(rng.choice((0.0, 100.0))),
    }
    if rng.random() < 0.5:
        return Gesture(
            "swipe",
            speed_mm_s=(50.0, 500.0),
            direction_deg=rng.uniform(0.0, 360.0),
            **shaky,
        )
    return Gesture(
        "press",
        hold_ms=_between(60.0, 1500.0, rng),
        tilt_deg=(0.2, 6.0),
        bounce_mm=float(rng.choice((0.0, 0.1, 0.3, 1.0))),
        twist_deg=float(rng.choice((0.0, 1.0, 4.0))),
        slip_mm=float(rng.choice((0.0, 0.3, 2.0))),
        scatter_ms=float(rng.choice((0.0, 25.0, 100.0))),
        **shaky,
    )


def _conditions(rng: np.random.Generator) -> Conditions:
    return Conditions(
        amplitude=_between(0.05, 1.0, rng),
        cg_pf=_between(10.0, 300.0, rng),
        touching=float(rng.choice((1.0, 1.0, rng.uniform(0.6, 1.0)))),
        run_ms=_between(5.0, 100.0, rng),
        missing_dots=int(rng.choice((0, 0, 0, 1))),
        worn_mm=float(rng.choice((0.0, 0.0, 0.1))),
        tilt_mm=float(rng.choice((0.0, 0.0, 0.1, 0.3))),
        fingers=int(rng.choice((0, 0, 0, 1, 2))),
        palms=int(rng.choice((0, 0, 0, 0, 1))),
    )


def _between(low: float, high: float, rng: np.random.Generator) -> float:
    """Draw a number whose logarithm is uniform."""
    return exp(rng.uniform(log(low), log(high)))
