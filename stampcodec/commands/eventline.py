"""An event as ``listen`` and ``decode --stream`` print it, and what they say without one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stampcodec.stampevent import StampEvent

if TYPE_CHECKING:
    from stampcodec.contactevent import ContactEvent


def no_stamp_of(family: str) -> str:
    """Say that a stream held no stamp of the family that it was read as for want of a name."""
    return f"no stamp of {family} was read; --family reads stamps of another family"


def event_line(event: StampEvent | ContactEvent) -> str:
    """Return an event as one line of JSON, rounded to what a panel resolves."""
    places = _in_mm(event) if isinstance(event, StampEvent) else _in_px(event)
    return json.dumps(
        {
            "kind": event.kind,
            "family": event.family,
            "merchant_id": event.merchant_id,
            "gesture": event.gesture,
            "time_s": round(event.time_s, 6),
            "first_s": round(event.first_s, 6),
            "last_s": round(event.last_s, 6),
            **places,
            "margin": None if event.margin is None else round(event.margin, 4),
            "n_frames": event.n_frames,
        }
    )


def _in_mm(event: StampEvent) -> dict[str, Any]:
    pose = event.pose
    return {
        "pose": pose
        and {
            "x_mm": round(pose.x_mm, 3),
            "y_mm": round(pose.y_mm, 3),
            "angle_deg": _angle(pose.angle_deg),
        },
        "velocity_mm_s": _velocity(event.velocity_mm_s),
    }


def _in_px(event: ContactEvent) -> dict[str, Any]:
    pose = event.pose
    return {
        "pose": pose
        and {
            "x_px": round(pose.x_px, 3),
            "y_px": round(pose.y_px, 3),
            "angle_deg": _angle(pose.angle_deg),
        },
        "velocity_px_s": _velocity(event.velocity_px_s),
    }


def _angle(angle_deg: float) -> float:
    return round(angle_deg, 3) % 360


def _velocity(velocity: tuple[float, float] | None) -> list[float] | None:
    return velocity and [round(along, 1) for along in velocity]
