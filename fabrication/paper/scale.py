"""Scales of drawings: those of ISO 5455, the largest that fits."""

from __future__ import annotations

SCALES = (10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)


def largest(
    size_mm: tuple[float, float], room_mm: tuple[float, float], most: float = 10.0
) -> float:
    """Return the largest standard scale at which a size fits its room; the least if none does."""
    for scale in SCALES:
        if scale <= most and all(s * scale <= r for s, r in zip(size_mm, room_mm, strict=True)):
            return scale
    return SCALES[-1]


def ratio(scale: float) -> str:
    """Return ``2:1`` or ``1:2``."""
    return f"{scale:g}:1" if scale >= 1 else f"1:{1 / scale:g}"
