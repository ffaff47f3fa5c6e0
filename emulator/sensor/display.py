"""Display stripes: the refreshing display under the glass couples into whole rows.

Touch sensors laminated to the display have no shield layer left between them ("Noise wars", EDN,
March 2012); what is written to the display while a row is driven moves that row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# The display's line clock and the touch scan beat: stripes so many rows apart, moving.
PERIOD_ROWS = (2.0, 9.0)


def display_stripes(
    n: int, shape: tuple[int, int], amplitude: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw stripes along the rows, with a period and a phase of their own in each frame.

    Parameters
    ----------
    n : int
        Frames.
    shape : (rows, columns)
    amplitude : float
        Counts, peak.
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    rows, columns = shape
    period = rng.uniform(*PERIOD_ROWS, (n, 1))
    phase = 2 * np.pi * rng.random((n, 1))
    stripe = amplitude * np.sin(phase + 2 * np.pi * np.arange(rows) / period)
    return np.repeat(stripe.astype(np.float32)[:, :, None], columns, axis=2)
