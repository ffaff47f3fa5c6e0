"""The sensor behind the glass: from the delta of conductors to the frame that is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.sensor.charger import charger_noise
from emulator.sensor.crosstalk import with_crosstalk, with_undershoot
from emulator.sensor.display import display_stripes
from emulator.sensor.impulses import corrupt
from emulator.sensor.lines import with_faults
from emulator.sensor.noise import idle_noise, recorded_noise
from emulator.sensor.quantisation import quantised
from emulator.sensor.saturation import saturated

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emulator._conditions import Conditions
    from emulator.screen.glass import Glass
    from emulator.sensor.lines import Faults


def conducted(counts: npt.NDArray[np.float32], glass: Glass) -> npt.NDArray[np.float32]:
    """Apply what the lines and the amplifier do: crosstalk, undershoot, saturation."""
    counts = with_crosstalk(counts, glass.crosstalk, glass.crosstalk_reach_nodes)
    counts = with_undershoot(counts, glass.undershoot)
    return saturated(counts, glass.ceiling_counts, glass.knee)


def measured(
    counts: npt.NDArray[np.float32],
    glass: Glass,
    rng: np.random.Generator,
    conditions: Conditions,
    background: npt.NDArray[np.int16] | None = None,
) -> npt.NDArray[np.float32]:
    """Add the noise: idle, of the charger, of the display.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
        What `conducted` returns.
    glass : Glass
    rng : numpy Generator
    conditions : Conditions
    background : ndarray of int16, shape (m, rows, columns), optional
        Recorded idle frames to draw noise and impulses from instead of the panel's own.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
    """
    n, rows, columns = counts.shape
    if background is None:
        noise = idle_noise(n, (rows, columns), conditions.noise_scale, glass, rng)
    else:
        noise = recorded_noise(background, n, conditions.noise_scale, glass, rng)
    return disturbed(counts, noise, conditions, rng)


def disturbed(
    counts: npt.NDArray[np.float32],
    noise: npt.NDArray[np.float32],
    conditions: Conditions,
    rng: np.random.Generator,
) -> npt.NDArray[np.float32]:
    """Add idle noise, and what charger and display do: all (n, rows, columns)."""
    n, rows, columns = counts.shape
    result = counts + noise
    if conditions.charger_counts:
        result += charger_noise(counts, conditions.charger_counts, rng)
    if conditions.display_counts:
        result += display_stripes(n, (rows, columns), conditions.display_counts, rng)
    return result


def delivered(
    counts: npt.NDArray[np.float32],
    glass: Glass,
    rng: np.random.Generator,
    faults: Faults | None = None,
    *,
    impulses: bool = True,
) -> npt.NDArray[np.int16]:
    """Quantise, corrupt, and lose faulty lines: the frames as a driver hands them out.

    Parameters
    ----------
    counts : ndarray, shape (n, rows, columns)
        What `measured` returns.
    glass : Glass
    rng : numpy Generator
    faults : Faults, optional
        Lines that are dead or shorted.
    impulses : bool
        Whether the panel's impulse corruption shows.

    Returns
    -------
    ndarray of int16, shape (n, rows, columns)
    """
    frames = quantised(counts, glass.bits)
    if impulses:
        frames = corrupt(frames, glass.impulses, rng)
    return frames if faults is None else with_faults(frames, faults)
