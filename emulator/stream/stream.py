"""A stream: frames of one panel in time, and the truth about the stamps in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emulator._conditions import Conditions
from emulator.device.acts import StampAct
from emulator.device.onglass import StampOnGlass
from emulator.device.programme import PAUSE_S, Programme
from emulator.device.scan import SCAN_S
from emulator.screen.glass import glass
from emulator.sensor.lines import draw_faults, with_faults
from emulator.sensor.outerlines import with_outer_lines
from emulator.sensor.quantisation import quantised
from emulator.sensor.readout import draw_tears, torn
from emulator.sensor.sensor import conducted, disturbed
from emulator.sensor.shutter import shuttered
from emulator.stream.noise import NoiseInTime
from emulator.stream.presence import presence_of
from stampcodec.argument import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from emulator.device.acts import Act
    from emulator.device.onglass import OnGlass
    from emulator.stream.presence import Presence
    from stampcodec import Panel

# Frames a second of any touch controller.
LEAST_HZ, MOST_HZ = 5.0, 500.0
# Frames worked on at once, and so kept in memory.
BLOCK = 64
# A scan takes at most this share of the time between two.
LONGEST_SCAN = 0.9
# The panel is scanned for so long after the last act.
AFTER_S = 0.5


class StreamFrame(NamedTuple):
    """One frame.

    Attributes
    ----------
    time_s : float
        When its scan began.
    counts : ndarray of int16, shape (rows, columns)
    """

    time_s: float
    counts: npt.NDArray[np.int16]


class Stream:
    """Frames in time: an iterator of `StreamFrame`, made a block at a time.

    Parameters
    ----------
    acts : iterable of Act
        What hands do, one after the other; it may go on for ever.
    panel : Panel
    seed : int
        For acts and noise: the same seed gives the same frames.
    rate_hz : float
        Frames a second, 5 to 500.
    conditions : Conditions, optional
        Noise, impulses, lines of the panel; nominal by default. Those of a stamp stand in its act.
    pause_s : float
        Between two acts that have no time of their own.
    scan_s : float, optional
        How long a scan takes, row after row; as on the device by default, 3.75 ms or nine tenths
        of the time between two frames, whichever is shorter. 0 for all rows at once.
    stale : bool
        Whether nodes that the panel's readout leaves from the frame before show what touched the
        glass then; they always show the noise of then. See `emulator.sensor.readout`.

    Attributes
    ----------
    presences : list of Presence
        The stamps so far, each from the block in which it comes near; the caller may clear it.
    scan_s : float
        How long a scan takes.

    Raises
    ------
    TypeError, ValueError
        A rate or a duration is none.
    """

    def __init__(
        self,
        acts: Iterable[Act],
        panel: Panel,
        seed: int,
        *,
        rate_hz: float = 120.0,
        conditions: Conditions | None = None,
        pause_s: float = PAUSE_S,
        scan_s: float | None = None,
        stale: bool = False,
    ) -> None:
        rate = number("rate_hz", rate_hz, MOST_HZ)
        if rate < LEAST_HZ:
            raise ValueError(f"rate_hz: {rate:g}, expected {LEAST_HZ:g} to {MOST_HZ:g}")
        longest_s = LONGEST_SCAN / rate
        if scan_s is not None and not 0 <= scan_s <= longest_s:
            raise ValueError(f"scan_s: {scan_s:g}, expected 0 to {longest_s:g}")
        self.panel, self.rate_hz = panel, rate
        self.presences: list[Presence] = []
        self.scan_s = min(SCAN_S, longest_s) if scan_s is None else scan_s
        self._stale = stale
        self._held = Conditions() if conditions is None else conditions
        self._programme = Programme(acts, panel, seed, pause_s)
        self._glass = glass(panel)
        # Programme draws act i from (seed, i).
        self._rng = np.random.default_rng((seed,))
        self._shape = (panel.rows, panel.columns)
        self._noise = NoiseInTime(self._shape, self._held.noise_scale, self._glass, self._rng)
        self._faults = draw_faults(1, self._shape, self._held, self._rng)
        self._done = 0
        # What the readout has left of the frame before, at first of an untouched panel.
        self._last_noise = self._noise.frames(1)[0]
        self._last_frame = np.zeros(self._shape, dtype=np.int16)
        self._last_wrong = np.zeros(self._shape, dtype=np.int16)

    def __iter__(self) -> Iterator[StreamFrame]:
        """Iterate over the frames that are left."""
        for times_s, frames in self.blocks():
            yield from map(StreamFrame, times_s.tolist(), frames)

    def blocks(self) -> Iterator[tuple[npt.NDArray[np.float64], npt.NDArray[np.int16]]]:
        """Iterate over the frames that are left, many at once.

        Yields
        ------
        times_s : ndarray, shape (n,)
        frames : ndarray of int16, shape (n, rows, columns)
        """
        while True:
            times_s = np.arange(self._done, self._done + BLOCK) / self.rate_hz
            self._programme.forget(float(times_s[0]))
            until_s = float(times_s[-1]) + self.scan_s
            self.presences += [
                presence_of(act.face, act.gesture.kind, thing)
                for act, thing in self._programme.draw_until(until_s)
                if isinstance(act, StampAct) and isinstance(thing, StampOnGlass)
            ]
            things = self._programme.on_glass(until_s)
            if self._programme.is_drawn:
                ends_s = self._programme.free_s + AFTER_S
                times_s = times_s[times_s <= ends_s]
                if not len(times_s):
                    return
            counts = self._scanned(things, times_s)
            self._done += len(times_s)
            yield times_s, self._delivered(counts)

    def _scanned(
        self, things: list[OnGlass], times_s: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float32]:
        """Measure what lies on the glass, before noise; frames without anything cost nothing."""
        result = np.zeros((len(times_s), *self._shape), dtype=np.float32)
        felt = np.zeros(len(times_s), dtype=np.bool_)
        for thing in things:
            felt |= (thing.begin_s <= times_s + self.scan_s) & (thing.end_s >= times_s)
        if not felt.any():
            return result

        def whole_at(moments_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
            counts = np.zeros((len(moments_s), *self._shape), dtype=np.float32)
            for thing in things:
                there = (moments_s >= thing.begin_s) & (moments_s <= thing.end_s)
                if there.any():
                    counts[there] += thing.counts(moments_s[there])
            return conducted(with_outer_lines(counts, self._held.outer_lines), self._glass)

        result[felt] = shuttered(whole_at, times_s[felt], self.scan_s)
        return result

    def _delivered(self, counts: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
        """Add noise, quantise, tear: what the panel hands out."""
        n, held = len(counts), self._held
        tears = draw_tears(n, self._shape, self._glass.readout, self._rng)
        noise = self._noise.frames(n)
        if not self._stale:
            noise = torn(noise, self._last_noise, tears)
            self._last_noise = noise[-1]
        frames = quantised(disturbed(counts, noise, held, self._rng), self._glass.bits)
        if self._stale:
            frames = torn(frames, self._last_frame, tears)
            self._last_frame = frames[-1]
        if held.impulses:
            wrong = torn(tears.wrong, self._last_wrong, tears)
            self._last_wrong = wrong[-1]
            frames = np.where(wrong, wrong, frames)
        return with_faults(frames, self._faults) if held.faulty_lines else frames
