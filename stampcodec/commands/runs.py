"""Events of a stream: one for each run of frames that read the same merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec.reading import ContactReading, Outcome, Pose, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from stampcodec.lattice.reader import FrameReader
    from stampcodec.touch.reader import ContactReader

# A pause longer than that ends a run, whatever comes after it.
MOST_PAUSE_S = 1.0
STAMP_CONTACTS = 5


class StampEvent(NamedTuple):
    """What happened on a panel. Lengths are millimetres, in the panel view."""

    kind: str
    family: str
    merchant_id: int | None
    gesture: str | None
    time_s: float
    first_s: float
    last_s: float
    pose: Pose | None
    velocity_mm_s: tuple[float, float] | None
    margin: float | None
    n_frames: int


class Runs:
    """Tells of a stamp once for each run of frames that read it.

    A run ends with a frame in which nothing touches, with another merchant, or with a pause. Frames
    in which something touches that is not read do not end it: a face lifts dot by dot.

    Parameters
    ----------
    reader : FrameReader or ContactReader
        Of contacts it must read millimetres.

    Attributes
    ----------
    seen : Reading or ContactReading
        What the last frame read.
    """

    def __init__(self, reader: FrameReader | ContactReader) -> None:
        self._reader = reader
        self.seen: Reading | ContactReading = Reading(Outcome.EMPTY)
        self._merchant: int | None = None
        self._last_s = float("-inf")

    def push(
        self, item: NDArray[np.int16] | Mapping[int, tuple[float, float]], time_s: float
    ) -> list[StampEvent]:
        """Take a frame, or the contacts of a scan.

        Parameters
        ----------
        item : int16 (rows, columns), or identifier to (x, y) in mm
        time_s : float
            Ascending.

        Returns
        -------
        list of StampEvent
            What it tells; usually nothing.
        """
        self.seen = reading = self._read(item)
        if reading.outcome is Outcome.EMPTY or time_s - self._last_s > MOST_PAUSE_S:
            self._merchant = None
        self._last_s = time_s
        merchant = reading.merchant_id
        if merchant is None or merchant == self._merchant:
            return []
        self._merchant = merchant
        pose = None if reading.pose is None else Pose(*reading.pose)
        return [
            StampEvent(
                kind="stamped",
                family=self._reader.family.name,
                merchant_id=merchant,
                gesture=None,
                time_s=time_s,
                first_s=time_s,
                last_s=time_s,
                pose=pose,
                velocity_mm_s=None,
                margin=reading.margin,
                n_frames=1,
            )
        ]

    def finish(self) -> list[StampEvent]:
        """Return what the end of the stream settles: nothing."""
        return []

    def _read(
        self, item: NDArray[np.int16] | Mapping[int, tuple[float, float]]
    ) -> Reading | ContactReading:
        if isinstance(item, np.ndarray):
            return self._reader.read(item)
        if len(item) != STAMP_CONTACTS:
            return ContactReading(Outcome.UNREADABLE if item else Outcome.EMPTY)
        return self._reader.read(np.array(list(item.values()), np.float64))
