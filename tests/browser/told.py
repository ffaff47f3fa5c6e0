"""Touch events in the shape in which a page is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stampcodec.touchevent import Touch, TouchEvent


def told(events: Iterable[TouchEvent]) -> list[dict[str, Any]]:
    """Write events as the page's modules take them."""
    return [
        {
            "type": event.kind,
            "timeStamp": event.time_ms,
            "touches": [_touch(touch) for touch in event.touches],
        }
        for event in events
    ]


def _touch(touch: Touch) -> dict[str, float]:
    return {
        "identifier": touch.identifier,
        "clientX": touch.x_px,
        "clientY": touch.y_px,
        "radiusX": touch.radius_x_px,
        "radiusY": touch.radius_y_px,
    }
