"""Streams of frames to events: the Python face of the tracker's kernel.

It checks and converts; everything that decides is in ``_core/track``, read downwards from
``kernel.pyx``. docs/tracker.md is the method.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec._core.track.kernel import MOST_CORRECTED, SCALE, TrackerKernel
from stampcodec._family import Family
from stampcodec._panel import Panel
from stampcodec.arrayargument import array
from stampcodec.lattice.reader import CONVERTER, warn_if_unfit
from stampcodec.lattice.tables import make_tables
from stampcodec.reading import Pose
from stampcodec.stampevent import StampEvent

if TYPE_CHECKING:
    from numpy.typing import NDArray

# By the kernel's numbers.
KINDS = ("stamped", "lifted", "unread")
GESTURES = ("press", "swipe")


class StampTracker:
    """Follows the stamps of one family in the stream of frames of one panel.

    One stamp gives one event, however long it lies and however its dots land, bounce or twist.
    All memory is taken here. A tracker may be shared by threads: calls wait for each other, and
    the GIL is released.

    Parameters
    ----------
    family : Family
        A lattice family, at the pitch of the stamps.
    panel : Panel
        The panel that the frames come from.

    Raises
    ------
    TypeError
        `family` is no lattice family or `panel` no panel.
    ValueError
        A face of this family covers more nodes of the panel than a reader has room for.

    Warns
    -----
    UnfitWarning
        The family breaks a spacing limit of the panel, so fewer stamps are read.

    Examples
    --------
    >>> tracker = StampTracker(family("lattice8"), panel("nexus5"))
    >>> tracker.push(np.zeros((27, 15), np.int16), 0.0)
    []
    >>> tracker.finish()
    []
    """

    def __init__(self, family: Family, panel: Panel) -> None:
        if not isinstance(family, Family):
            raise TypeError(f"family: expected a lattice Family, got {type(family).__name__}")
        if not isinstance(panel, Panel):
            raise TypeError(f"panel: expected a Panel, got {type(panel).__name__}")
        self.family = family
        self.panel = panel
        self._shape = (panel.rows, panel.columns)
        tables = make_tables(family, panel)
        self._kernel = TrackerKernel(
            FrameKernel(tables),
            FrameKernel(
                replace(make_tables(family, panel, still=True), noise=SCALE * tables.noise)
            ),
            word_prices(len(tables.cell_of_bit), len(tables.generator)),
            panel.pitch_mm,
        )
        warn_if_unfit(family, panel)

    def __repr__(self) -> str:
        """Return one line: ``<StampTracker of lattice8 at 5 mm pitch on nexus5>``."""
        return f"<StampTracker of {self.family} on {self.panel.name}>"

    @property
    def n_bytes(self) -> int:
        """Memory that the tracker works in, code tables included; it never grows."""
        return self._kernel.n_bytes

    def push(self, frame: NDArray[np.int16], time_s: float) -> list[StampEvent]:
        """Take a frame.

        Parameters
        ----------
        frame : int16 (rows, columns)
            Deltas, touch positive.
        time_s : float
            When it was scanned, in seconds of any clock; after the last frame's.

        Returns
        -------
        list of StampEvent
            What this frame settles; usually nothing.

        Raises
        ------
        TypeError
            `frame` is no int16 array, or `time_s` no number.
        ValueError
            The frame's shape is not the panel's; `time_s` is not finite, stands still or steps
            back. The tracker is then as it was.
        """
        time = _seconds(time_s)
        found = self._kernel.push(frame, time)
        if found is None:
            return self.push(array("frame", frame, np.int16, self._shape, CONVERTER), time)
        if found is False:
            raise ValueError(f"time_s: expected a time after the last frame's, got {time:g}")
        return [self._event(told) for told in found] if found else []

    def finish(self) -> list[StampEvent]:
        """End the stream.

        A stamp that is still there is stamped, unless it was before, and not lifted. The tracker
        then takes another stream, whose times may begin anywhere.

        Returns
        -------
        list of StampEvent
            What the end settles.
        """
        return [self._event(told) for told in self._kernel.finish()]

    def _event(self, told: tuple[Any, ...]) -> StampEvent:
        kind, merchant, gesture, time_s, first_s, last_s, place, velocity, margin, n_frames = told
        pitch_mm = self.panel.pitch_mm
        pose = None
        if place is not None:
            x, y, angle = place
            pose = Pose((x + 0.5) * pitch_mm, (y + 0.5) * pitch_mm, math.degrees(angle) % 360.0)
        return StampEvent(
            kind=KINDS[kind],
            family=self.family.name,
            merchant_id=merchant,
            gesture=None if gesture is None else GESTURES[gesture],
            time_s=time_s,
            first_s=first_s,
            last_s=last_s,
            pose=pose,
            velocity_mm_s=velocity and (velocity[0] * pitch_mm, velocity[1] * pitch_mm),
            margin=margin,
            n_frames=n_frames,
        )


def _seconds(time_s: float) -> float:
    if isinstance(time_s, (bool, str, bytes, np.ndarray)) or not hasattr(time_s, "__float__"):
        raise TypeError(f"time_s: expected a number, got {type(time_s).__name__}")
    time = float(time_s)
    if not math.isfinite(time):
        raise ValueError(f"time_s: expected a finite number, got {time:g}")
    return time


def word_prices(n_bits: int, dimension: int) -> NDArray[np.float32]:
    """Return the nats of a word by the sites that it corrects (docs/tracker.md 3.2)."""
    near = np.cumsum([float(math.comb(n_bits, t)) for t in range(MOST_CORRECTED)])
    nats = (n_bits - dimension) * math.log(2) - np.log(near)
    prices: NDArray[np.float32] = np.maximum(nats, 0.0).astype(np.float32)
    return prices
