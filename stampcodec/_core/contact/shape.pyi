import numpy as np
from numpy.typing import NDArray

def invariants(sets: NDArray[np.float64], out: NDArray[np.float32]) -> None: ...
