"""Idle noise in time: what is noise in one frame is still felt a little in the next."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from emulator.sensor.noise import idle_noise

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass


class NoiseInTime:
    """White and line noise of frames that follow each other.

    Every frame is a mean of its own noise and of the last frame's, weighted so that neighbours
    correlate by `Glass.noise_lag` and others not at all, as in the recorded frames.

    Parameters
    ----------
    shape : (rows, columns)
    scale : float
        Factor on the noise of the glass.
    glass : Glass
    rng : numpy Generator
    """

    def __init__(
        self, shape: tuple[int, int], scale: float, glass: Glass, rng: np.random.Generator
    ) -> None:
        self._shape, self._scale, self._glass, self._rng = shape, scale, glass, rng
        # (1, a) / sqrt(1 + a^2) has lag a / (1 + a^2).
        lag = glass.noise_lag
        self._share = 2 * lag / (1 + sqrt(1 - 4 * lag * lag))
        self._last = idle_noise(1, shape, scale, glass, rng)

    def frames(self, n: int) -> npt.NDArray[np.float32]:
        """Draw the noise of the next `n` frames: (n, rows, columns)."""
        own = idle_noise(n, self._shape, self._scale, self._glass, self._rng)
        before = np.concatenate([self._last, own])
        self._last = before[-1:].copy()
        own += np.float32(self._share) * before[:-1]
        own *= np.float32(1.0 / sqrt(1 + self._share**2))
        return own
