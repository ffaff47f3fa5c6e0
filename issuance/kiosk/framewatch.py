"""From frames in time to the frames that show a stamp to the service.

::

    frames     . . . 1 2 3 4 5 6 7 . .        kept: as many as a presentation takes
    tracker          |first_s  |stamped
    evidence         |─────────|              read one by one, as the service reads them

The service reads every frame for itself, and believes them if all that read name one merchant.
Where the frames up to "stamped" do not, because the tracker read their mean, the next ones may.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuance.kiosk.evidence import Evidence, frames_body, most_frames
from stampcodec.commands.framereader import frame_reader, stamp_tracker

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from stampcodec import Family, Panel
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.timed import TimedFrame

TOO_WEAK = "no single frame shows the stamp, only many together; the service reads single frames"


@dataclass
class _Kept:
    """A frame, and what it reads as once it was read."""

    time_s: float
    counts: NDArray[np.int16]
    was_read: bool = False
    merchant_id: int | None = None


class FrameWatch:
    """Follows the stamps of a stream of frames. Memory is bounded.

    Parameters
    ----------
    family : Family
        A lattice family, at the pitch at which the service reads the panel.
    panel : Panel
    """

    def __init__(self, family: Family, panel: Panel) -> None:
        self._family, self._panel = family, panel
        self._tracker = stamp_tracker(family, panel)
        self._reader = frame_reader(family, panel)
        self._film: deque[_Kept] = deque(maxlen=most_frames(panel))
        # A stamp that was told and whose frames do not show it yet.
        self._owed: StampEvent | None = None

    def push(self, item: TimedFrame) -> list[StampEvent | Evidence]:
        """Take a frame; return the events and the evidence that it settles, in their order."""
        self._film.append(_Kept(item.time_s, item.counts))
        return self._found(self._tracker.push(item.counts, item.time_s))

    def finish(self) -> list[StampEvent | Evidence]:
        """End the stream; return what that settles."""
        found = self._found(self._tracker.finish())
        if self._owed is not None:
            found.append(_too_weak(self._owed))
        self._owed = None
        self._film.clear()
        return found

    def _found(self, events: Sequence[StampEvent]) -> list[StampEvent | Evidence]:
        found: list[StampEvent | Evidence] = []
        for event in events:
            if event.kind != "unread" and self._owed is not None:
                # It lifts: what is not shown by now never will be.
                found.append(self._evidence(self._owed) or _too_weak(self._owed))
                self._owed = None
            found.append(event)
            if event.kind == "stamped":
                self._owed = event
        evidence = None if self._owed is None else self._evidence(self._owed)
        if evidence is not None:
            found.append(evidence)
            self._owed = None
        return found

    def _evidence(self, event: StampEvent) -> Evidence | None:
        """Return the frames from the first that counts to the last, if they show its merchant."""
        frames: list[_Kept] = []
        is_shown = False
        for kept in self._film:
            if kept.time_s < event.first_s:
                continue
            if not kept.was_read:
                kept.was_read = True
                kept.merchant_id = self._reader.read(kept.counts).merchant_id
            if kept.merchant_id not in (None, event.merchant_id):
                # The service would not know which to believe: only what comes after it counts.
                frames, is_shown = [], False
                continue
            frames.append(kept)
            is_shown = is_shown or kept.merchant_id is not None
        if not is_shown:
            return None
        assert event.merchant_id is not None  # of "stamped"
        return Evidence(
            code=event.merchant_id,
            family=event.family,
            first_s=frames[0].time_s,
            last_s=frames[-1].time_s,
            n_frames=len(frames),
            body=frames_body([kept.counts for kept in frames], self._family.name, self._panel),
        )


def _too_weak(event: StampEvent) -> Evidence:
    assert event.merchant_id is not None  # of "stamped"
    return Evidence(
        code=event.merchant_id,
        family=event.family,
        first_s=event.first_s,
        last_s=event.last_s,
        n_frames=event.n_frames,
        body=None,
        problem=TOO_WEAK,
    )
