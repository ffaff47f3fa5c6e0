from typing import Any

import numpy as np
from numpy.typing import NDArray

from stampcodec.lattice.tables import Tables

IS_TUNABLE: bool
LAYOUT: dict[str, int]
LANDED: dict[str, float]

class FrameKernel:
    n_bytes: int
    def __init__(self, tables: Tables) -> None: ...
    def read(
        self, frame: object
    ) -> int | tuple[int, int, float, float, float, float, float, float, int, int, int] | None: ...
    def tables_in_memory(self) -> dict[str, bytes]: ...
    def evidence(self, frame: NDArray[np.int16], out: NDArray[np.float32]) -> int: ...
    def read_block(
        self,
        frames: NDArray[np.int16],
        outcome: NDArray[np.int8],
        merchant: NDArray[np.int64],
        pose: NDArray[np.float64],
        sureness: NDArray[np.float64],
        differs: NDArray[np.uint64],
        quarters: NDArray[np.int8],
    ) -> None: ...
    def guess_block(
        self,
        frames: NDArray[np.int16],
        merchant: NDArray[np.int64],
        margin: NDArray[np.float64],
        is_read: NDArray[np.int8],
    ) -> None: ...
    def report(self, frame: NDArray[np.int16]) -> dict[str, Any]: ...
