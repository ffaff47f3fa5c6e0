"""An event as ``listen`` and ``decode --stream`` print it, and what they say without one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stampcodec.stampevent import StampEvent


def no_stamp_of(family: str) -> str:
    """Say that a stream held no stamp of the family that it was read as for want of a name."""
    return f"no stamp of {family} was read; --family reads stamps of another family"


def event_line(event: StampEvent) -> str:
    """Return an event as one line of JSON, rounded to what a panel resolves."""
    pose, velocity = event.pose, event.velocity_mm_s
    return json.dumps(
        {
            "kind": event.kind,
            "family": event.family,
            "merchant_id": event.merchant_id,
            "gesture": event.gesture,
            "time_s": round(event.time_s, 6),
            "first_s": round(event.first_s, 6),
            "last_s": round(event.last_s, 6),
            "pose": pose
            and {
                "x_mm": round(pose.x_mm, 3),
                "y_mm": round(pose.y_mm, 3),
                "angle_deg": round(pose.angle_deg, 3) % 360,
            },
            "velocity_mm_s": velocity and [round(along, 1) for along in velocity],
            "margin": None if event.margin is None else round(event.margin, 4),
            "n_frames": event.n_frames,
        }
    )
