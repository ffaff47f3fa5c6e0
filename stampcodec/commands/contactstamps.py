"""Stamps in a stream of contacts whose places are millimetres, told as those in frames are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.reading import Pose
from stampcodec.stampevent import StampEvent
from stampcodec.touch.tracker import ContactTracker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stampcodec._family import Family
    from stampcodec.contactevent import ContactEvent


class ContactStamps:
    """Follows the stamps of a controller that reports contacts.

    Parameters
    ----------
    family : Family
        ``touch5``.
    """

    def __init__(self, family: Family) -> None:
        self._tracker = ContactTracker(family, px_per_mm=1.0)

    def push(self, contacts: Mapping[int, tuple[float, float]], time_s: float) -> list[StampEvent]:
        """Take the contacts of a scan, identifier to (x, y) in mm; see `ContactTracker.push`."""
        return [_in_mm(event) for event in self._tracker.push(contacts, time_s)]

    def finish(self) -> list[StampEvent]:
        """End the stream; see `ContactTracker.finish`."""
        return [_in_mm(event) for event in self._tracker.finish()]


def _in_mm(event: ContactEvent) -> StampEvent:
    """Take pixels, one a millimetre, for millimetres."""
    return StampEvent(
        kind=event.kind,
        family=event.family,
        merchant_id=event.merchant_id,
        gesture=event.gesture,
        time_s=event.time_s,
        first_s=event.first_s,
        last_s=event.last_s,
        pose=None if event.pose is None else Pose(*event.pose),
        velocity_mm_s=event.velocity_px_s,
        margin=event.margin,
        n_frames=event.n_frames,
    )
