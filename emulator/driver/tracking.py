"""Tracking: a touch keeps its identifier from frame to frame, and is not believed at once.

::

    frame      0   1   2   3   4   5   6   7   8
    seen           x   x   x       x
    reported           x   x   x   x   x                press_frames 2, release_frames 2
                                   ^ missing once: reported where it was last seen
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from emulator.driver.assignment import assigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.driver._firmware import Firmware
    from emulator.driver.report import Contact

# What comes nearer than this from one frame to the next is the same touch.  Half a metre a second
# is a fast swipe; slow panels see it less often.  An assumption.
FASTEST_MM_S = 500.0


@dataclass(frozen=True)
class Track:
    """One touch that is followed.

    Attributes
    ----------
    contact : Contact
        Where it was last seen; its identifier is -1 as long as it is not believed.
    seen, missing : int
        Frames in a row in which it was there, up to now, and in which it was not.
    """

    contact: Contact
    seen: int = 1
    missing: int = 0

    @property
    def is_reported(self) -> bool:
        """Whether the device believes in it."""
        return self.contact.identifier >= 0


@dataclass(frozen=True)
class Tracks:
    """All touches that are followed, in the order in which they landed, and the next identifier."""

    tracks: tuple[Track, ...] = ()
    next_identifier: int = 0

    @property
    def reported(self) -> tuple[Contact, ...]:
        """The contacts that the device believes in, in the order of their identifiers."""
        return tuple(
            sorted(
                (track.contact for track in self.tracks if track.is_reported),
                key=lambda contact: contact.identifier,
            )
        )


def tracked(
    before: Tracks,
    touches: Sequence[Contact],
    begins: Sequence[bool],
    reach_mm: float,
    firmware: Firmware,
) -> Tracks:
    """Follow touches into the next frame.

    Parameters
    ----------
    before : Tracks
    touches : sequence of Contact
        Of the new frame; their identifiers do not count.
    begins : sequence of bool
        Which of them are strong enough for a new touch.
    reach_mm : float
        How far a touch may have come since the last frame.
    firmware : Firmware

    Returns
    -------
    Tracks
    """
    known = before.tracks
    pairs = dict(assigned(_square_mm2(known, touches), reach_mm**2))
    followed = [
        replace(
            track,
            contact=touches[pairs[i]]._replace(identifier=track.contact.identifier),
            seen=track.seen + 1,
            missing=0,
        )
        if i in pairs
        else replace(track, seen=0, missing=track.missing + 1)
        for i, track in enumerate(known)
    ]
    kept = [track for track in followed if track.missing < _patience(track, firmware)]
    taken = set(pairs.values())
    kept += [
        Track(touch._replace(identifier=-1))
        for i, touch in enumerate(touches)
        if i not in taken and begins[i]
    ]
    following = before.next_identifier
    for i, track in enumerate(kept):
        if not track.is_reported and track.seen >= firmware.press_frames:
            kept[i] = replace(track, contact=track.contact._replace(identifier=following))
            following += 1
    return Tracks(tuple(kept), following)


def reach_mm(frame_ms: float, pitch_mm: float) -> float:
    """Return how far a touch may come from one frame to the next: at least a node."""
    return max(pitch_mm, FASTEST_MM_S * frame_ms / 1000.0)


def _patience(track: Track, firmware: Firmware) -> int:
    """Return how many frames a track may miss: none before it is believed."""
    return firmware.release_frames if track.is_reported else 1


def _square_mm2(known: Sequence[Track], touches: Sequence[Contact]) -> npt.NDArray[np.float64]:
    one = np.array([(track.contact.x_mm, track.contact.y_mm) for track in known]).reshape(-1, 2)
    two = np.array([(touch.x_mm, touch.y_mm) for touch in touches]).reshape(-1, 2)
    square: npt.NDArray[np.float64] = ((one[:, None] - two[None]) ** 2).sum(axis=2)
    return square
