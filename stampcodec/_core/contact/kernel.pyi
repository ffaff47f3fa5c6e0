import numpy as np
from numpy.typing import NDArray

from stampcodec.touch.catalogue import Catalogue

class ContactKernel:
    n_bytes: int
    def __init__(
        self, catalogue: Catalogue, low: float, high: float, lead_mm2: float, sure_mm: float
    ) -> None: ...
    def read(
        self, points: NDArray[np.float64], radius_mm: float
    ) -> tuple[int, int, float, float, float, float, float]: ...
    def read_block(
        self,
        points: NDArray[np.float64],
        radius_mm: float,
        outcome: NDArray[np.int8],
        merchant: NDArray[np.int64],
        pose: NDArray[np.float64],
        margin: NDArray[np.float64],
    ) -> None: ...
    def nearest(
        self, points: NDArray[np.float64], radius_mm: float
    ) -> tuple[int, float, float, int, int]: ...
