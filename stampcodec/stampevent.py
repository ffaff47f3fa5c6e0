"""What happened on a panel: a stamp came, went, or could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stampcodec.reading import Pose


class StampEvent(NamedTuple):
    """One event of a stream of frames. Lengths are millimetres, in the panel view."""

    kind: str
    """"stamped", at most once for each presence of a stamp; "lifted"; or "unread", where something
    like a stamp came and went."""
    family: str
    """Name of the family that the tracker reads."""
    merchant_id: int | None
    """The merchant, None for "unread"."""
    gesture: str | None
    """"press" or "swipe", None for "unread"."""
    time_s: float
    """Time of the frame with which the event was returned."""
    first_s: float
    """Time of the first frame that counts."""
    last_s: float
    """Time of the last frame that counts."""
    pose: Pose | None
    """Where the face was at `last_s`."""
    velocity_mm_s: tuple[float, float] | None
    """(x, y), None where one frame counts."""
    margin: float | None
    """How far from rejection the clearest reading was, 0 to 1."""
    n_frames: int
    """Frames that count."""
