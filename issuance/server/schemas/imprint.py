"""The shapes of where a stamp fell."""

from __future__ import annotations

from issuance.model.shown import FrameImprint, TouchImprint
from issuance.server.schemas.base import Out


class PxImprint(Out):
    """Where a stamp fell, CSS pixels of the page; its scale, pixels a millimetre."""

    x: float
    y: float
    angle_deg: float
    px_per_mm: float


class MmImprint(Out):
    """Where a stamp fell, mm from the panel's upper left corner."""

    x_mm: float
    y_mm: float
    angle_deg: float


def imprint_out(imprint: TouchImprint | FrameImprint) -> PxImprint | MmImprint:
    """Shape an imprint."""
    if isinstance(imprint, TouchImprint):
        return PxImprint(**vars(imprint))
    return MmImprint(**vars(imprint))
