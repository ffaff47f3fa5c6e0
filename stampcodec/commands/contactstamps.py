"""Stamps in a stream of contacts; where places are millimetres, told as those in frames are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.reading import Pose
from stampcodec.stampevent import StampEvent
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touch.tracker import ContactTracker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stampcodec._family import Family
    from stampcodec.contactevent import ContactEvent
    from stampcodec.stream.framesource import ContactSource


class ContactStamps:
    """Follows the stamps of a source of contacts.

    Parameters
    ----------
    family : Family
        ``touch5``.
    px_per_mm : float or (float, float)
        As for `ContactTracker`.
    in_mm : bool
        Lengths are millimetres, and so are those of events.
    """

    def __init__(
        self, family: Family, px_per_mm: float | tuple[float, float] = 1.0, *, in_mm: bool = True
    ) -> None:
        self._tracker, self._is_in_mm = ContactTracker(family, px_per_mm), in_mm

    def push(
        self, contacts: Mapping[int, tuple[float, float]], time_s: float
    ) -> Sequence[StampEvent | ContactEvent]:
        """Take the contacts of a scan, identifier to (x, y); see `ContactTracker.push`."""
        return self._told(self._tracker.push(contacts, time_s))

    def finish(self) -> Sequence[StampEvent | ContactEvent]:
        """End the stream; see `ContactTracker.finish`."""
        return self._told(self._tracker.finish())

    def _told(self, events: Sequence[ContactEvent]) -> Sequence[StampEvent | ContactEvent]:
        return [_in_mm(event) for event in events] if self._is_in_mm else events


def stamps_of(source: ContactSource, family: Family) -> ContactStamps:
    """Follow the stamps of a source, at its scale."""
    scale = source.px_per_mm
    return ContactStamps(family, PX_PER_MM if scale is None else scale, in_mm=scale == 1.0)


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
