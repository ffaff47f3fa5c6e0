"""The sensor behind the glass: from the delta of conductors to the frame that is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.crosstalk import with_crosstalk, with_undershoot
from emulator.impulses import corrupt
from emulator.noise import idle_noise, recorded_noise
from emulator.quantisation import quantised
from emulator.saturation import saturated

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emulator.glass import Glass


def conducted(counts: npt.NDArray[np.float32], glass: Glass) -> npt.NDArray[np.float32]:
    """Apply what the lines and the amplifier do: crosstalk, undershoot, saturation."""
    counts = with_crosstalk(counts, glass.crosstalk, glass.crosstalk_reach_nodes)
    counts = with_undershoot(counts, glass.undershoot)
    return saturated(counts, glass.ceiling_counts, glass.knee)


def delivered(
    counts: npt.NDArray[np.float32],
    glass: Glass,
    rng: np.random.Generator,
    *,
    noise_scale: float = 1.0,
    impulses: bool = True,
    background: npt.NDArray[np.int16] | None = None,
) -> npt.NDArray[np.int16]:
    """Add noise, quantise and corrupt: the frames as a driver hands them out.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
        What `conducted` returns.
    glass : Glass
    rng : numpy Generator
    noise_scale : float
        Factor on the noise.
    impulses : bool
        Whether the panel's impulse corruption shows.
    background : ndarray of int16, shape (m, rows, columns), optional
        Recorded idle frames to draw noise and impulses from instead.

    Returns
    -------
    ndarray of int16, shape (n, rows, columns)
    """
    n, rows, columns = counts.shape
    if background is not None:
        noise = recorded_noise(background, n, noise_scale, glass, rng)
        return quantised(counts + noise, glass.bits)
    noise = idle_noise(n, (rows, columns), noise_scale, glass, rng)
    frames = quantised(counts + noise, glass.bits)
    return corrupt(frames, glass.impulses, rng) if impulses else frames
