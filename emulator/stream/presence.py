"""A presence: the truth of one stamp on the glass, from its first contact to its last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from emulator.hand.placement import placed

if TYPE_CHECKING:
    from emulator.device.onglass import StampOnGlass
    from stampcodec.face import StampFace

# A stamp is looked at so often, to find its first and its last contact.
GLANCE_S = 0.002
# A dot touches when it does so with half its strength or more.
TOUCHES = 0.5


@dataclass(frozen=True)
class Presence:
    """One stamp on the glass.

    Attributes
    ----------
    face : StampFace
    gesture : str
        "press" or "swipe".
    first_s, last_s : float or None
        When the first dot touches the screen and when the last one leaves it; None if none does.
    most : int
        Dots that touch the screen at once, at most.
    velocity_mm_s : (x, y)
        Mean over the gesture; 0 of a press.
    there : StampOnGlass or None
        The stamp itself, which knows its place and its dots at any moment; None if it was not
        emulated.
    """

    face: StampFace
    gesture: str
    first_s: float | None
    last_s: float | None
    most: int
    velocity_mm_s: tuple[float, float]
    there: StampOnGlass | None = field(default=None, repr=False, compare=False)


def presence_of(face: StampFace, gesture: str, there: StampOnGlass) -> Presence:
    """Find out when a stamp that has been drawn is present."""
    passage = there.passage
    path, panel = passage.path, passage.panel
    step_ms = 1000.0 * GLANCE_S
    time_ms = np.arange(path.begin_ms, path.end_ms + step_ms, step_ms)
    motion = path.at(time_ms)
    k = len(passage.late_ms)
    uv_mm = np.broadcast_to(passage.footprint.uv_mm, (len(time_ms), k, 2))
    xy_mm = placed(uv_mm.astype(np.float32), motion.poses)
    inside = ((xy_mm > 0) & (xy_mm < (panel.width_mm, panel.height_mm))).all(axis=2)
    touching = (inside & (passage.strengths(time_ms) >= TOUCHES)).sum(axis=1)
    seen = np.flatnonzero(touching)
    first_s, last_s = (
        there.contact_s + float(time_ms[seen[i]]) / 1000.0 if len(seen) else None for i in (0, -1)
    )
    way_mm = motion.poses[-1, :2] - motion.poses[0, :2]
    speed = (1000.0 * way_mm / (time_ms[-1] - time_ms[0]) * (gesture == "swipe")).tolist()
    most = int(touching.max())
    return Presence(face, gesture, first_s, last_s, most, (speed[0], speed[1]), there)
