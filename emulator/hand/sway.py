"""The sway of an unsteady hand: small movements about the way that it means to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

# A hand sways by a few sines between slow drift and tremor: physiological tremor of the hand lies
# at 8 to 12 Hz (R. J. Elble and W. C. Koller, "Tremor", 1990).
SWAY_HZ = (1.0, 12.0)
SINES = 6


@dataclass(frozen=True)
class Sway:
    """Sines along x, along y and in angle.

    Attributes
    ----------
    hz : ndarray, shape (k,)
    size : ndarray, shape (k, 3)
        Amplitudes, mm, mm and degrees.
    phase : ndarray, shape (k, 3)
        Radians.
    """

    hz: npt.NDArray[np.float64]
    size: npt.NDArray[np.float64]
    phase: npt.NDArray[np.float64]

    def at(self, time_ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return how far the hand is off its way at these moments: (n, 3), mm, mm, degrees."""
        turn = 2 * np.pi * self.hz * (time_ms[:, None] / 1000.0)
        result: npt.NDArray[np.float64] = np.einsum(
            "nkj,kj->nj", np.sin(turn[:, :, None] + self.phase), self.size
        )
        return result


STEADY = Sway(np.zeros(0), np.zeros((0, 3)), np.zeros((0, 3)))


def draw_sway(sway_mm: float, sway_deg: float, rng: np.random.Generator) -> Sway:
    """Draw the sway of one gesture; a steady hand (0, 0) takes nothing from the generator.

    Slow movements are larger: the amplitude falls with the square root of the frequency.

    Parameters
    ----------
    sway_mm, sway_deg : float
        RMS along each axis, and of the angle.
    rng : numpy Generator
    """
    if not (sway_mm or sway_deg):
        return STEADY
    low, high = np.log(SWAY_HZ)
    hz = np.exp(low + (high - low) * (np.arange(SINES) + rng.random(SINES)) / SINES)
    share = 1.0 / np.sqrt(hz)
    share *= np.sqrt(2.0 / (share @ share))
    return Sway(
        hz,
        share[:, None] * np.array([sway_mm, sway_mm, sway_deg]),
        rng.uniform(0.0, 2 * np.pi, (SINES, 3)),
    )
