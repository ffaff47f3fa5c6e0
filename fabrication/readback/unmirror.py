"""From the rubber view back to the panel view, once; the inverse of `fabrication.mirror`.

A `RubberFace` counts y up and a `StampFace` counts y down, so that turning the rubber over, which
mirrors x, changes the sign of both numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def panel_view(dots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn dots, float64 (n, 3), from the rubber over onto the screen."""
    return np.column_stack([-dots[:, 0], -dots[:, 1], dots[:, 2]]) + 0.0
