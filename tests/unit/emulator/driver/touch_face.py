"""What the driver's tests press: five dots, far enough apart and no pattern of any code."""

from __future__ import annotations

import numpy as np

from stampcodec.face import StampFace

PLACES = np.array([[-16.0, -12.0], [15.0, -14.0], [-15.0, 12.0], [2.0, 16.0], [3.0, -2.0]])


def five_dots() -> StampFace:
    """Five dots of 7 mm on a face of 53 mm."""
    return StampFace(
        family="five-dots",
        pitch_mm=10.0,
        merchant_id=0,
        outline_mm=53.0,
        dots=np.column_stack([PLACES, np.full(5, 7.0)]),
        roles=("data",) * 5,
    )
