"""Events of a stream of contacts: one for each run of scans that read the same merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.reading import ContactReading, Outcome, Pose
from stampcodec.stampevent import StampEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stampcodec.touch.reader import ContactReader

# A pause longer than that ends a run, whatever comes after it.
MOST_PAUSE_S = 1.0
STAMP_CONTACTS = 5


class Runs:
    """Tells of a stamp once for each run of scans that read it.

    A run ends with a scan in which nothing touches, with another merchant, or with a pause. Scans
    in which something touches that is not read do not end it: a face lifts dot by dot.

    Parameters
    ----------
    reader : ContactReader
        It must read millimetres.
    """

    def __init__(self, reader: ContactReader) -> None:
        self._reader = reader
        self._merchant: int | None = None
        self._last_s = float("-inf")

    def push(self, contacts: Mapping[int, tuple[float, float]], time_s: float) -> list[StampEvent]:
        """Take the contacts of a scan.

        Parameters
        ----------
        contacts : identifier to (x, y) in mm
        time_s : float
            Ascending.

        Returns
        -------
        list of StampEvent
            What it tells; usually nothing.
        """
        reading = self._read(contacts)
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

    def _read(self, contacts: Mapping[int, tuple[float, float]]) -> ContactReading:
        if len(contacts) != STAMP_CONTACTS:
            return ContactReading(Outcome.UNREADABLE if contacts else Outcome.EMPTY)
        return self._reader.read(np.array(list(contacts.values()), np.float64))
