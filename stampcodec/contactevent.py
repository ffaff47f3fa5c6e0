"""What happened on a touch screen: a stamp came, went, or could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stampcodec.reading import ContactPose


class ContactEvent(NamedTuple):
    """One event of a stream of contacts, as `StampEvent` is of frames. Lengths are pixels."""

    kind: str
    """"stamped", at most once for each presence of a stamp; "lifted"; or "unread", where five
    contacts settled and went, and no stamp was read."""
    family: str
    """Name of the family that the tracker reads."""
    merchant_id: int | None
    """The merchant, None for "unread"."""
    gesture: str | None
    """"press" or "swipe", None for "unread"."""
    time_s: float
    """Time of the contacts with which the event was returned."""
    first_s: float
    """Time of the first sample that counts."""
    last_s: float
    """Time of the last sample that counts."""
    pose: ContactPose | None
    """Where the face was at `last_s`."""
    velocity_px_s: tuple[float, float] | None
    """(x, y), None where all samples are of one time."""
    margin: float | None
    """How far from rejection the reading was, 0 to 1."""
    n_frames: int
    """Samples that count."""
