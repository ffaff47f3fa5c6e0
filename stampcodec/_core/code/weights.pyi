import numpy as np
from numpy.typing import NDArray

def count_weights(word: int, rows: NDArray[np.uint64], out: NDArray[np.int64]) -> None: ...
