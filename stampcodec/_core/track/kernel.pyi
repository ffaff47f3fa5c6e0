from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from stampcodec._core.frame.kernel import FrameKernel

MOST_CORRECTED: int
SCALE: int
PARTS: dict[str, int]

_Told = tuple[
    int,
    int | None,
    int | None,
    float,
    float,
    float,
    tuple[float, float, float] | None,
    tuple[float, float] | None,
    float | None,
    int,
]

class TrackerKernel:
    n_bytes: int
    def __init__(
        self, single: FrameKernel, calm: FrameKernel, prices: NDArray[np.float32], pitch_mm: float
    ) -> None: ...
    def push(self, frame: object, time_s: float) -> list[_Told] | Literal[False] | None: ...
    def report(self) -> dict[str, Any]: ...
    def leave_out(self, parts: int) -> None: ...
    def finish(self) -> list[_Told]: ...
