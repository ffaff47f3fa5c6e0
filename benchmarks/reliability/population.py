"""The frames that a margin's promise is for (docs/reader.md 9.10): half landed, half landing.

::

    merchants -> occupied sites --+-- landed: a dot is missing once in e^4, one too many once in e^5
                                  +-- landing: one dot to all but one, at random or one side first

A scene says how well they are seen: as the panel does at an amplitude, or in white noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.partial.landing import ORDERS, draw_landed, press_touching
from emulator import Conditions
from emulator.hand.placement import draw_poses
from emulator.sensor.quantisation import quantised
from stampcodec.lattice.landing import ADDED_NATS, MISSING_NATS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.lattice.response import Response


@dataclass(frozen=True)
class Scene:
    """How faces are seen.

    Attributes
    ----------
    name : str
    amplitude : float
        Scale of what the face does to the frame, in the noise and impulses of the panel.
    snr_db : tuple of float, optional
        Peak of a lone dot over white noise, drawn evenly from this range, instead.
    """

    name: str
    amplitude: float = 1.0
    snr_db: tuple[float, float] | None = None


SCENES = {
    scene.name: scene
    for scene in (
        *(Scene(f"amplitude {amplitude:g}", amplitude) for amplitude in (1.0, 0.3, 0.1, 0.05)),
        Scene("8 to 14 dB", snr_db=(8.0, 14.0)),
    )
}


class Mixed(NamedTuple):
    """Frames with their truth.

    Attributes
    ----------
    frames : int16 (n, rows, columns)
    merchants : int64 (n,)
    has_landed : bool (n,)
    """

    frames: NDArray[np.int16]
    merchants: NDArray[np.int64]
    has_landed: NDArray[np.bool_]


def wear(occupied: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw which sites of landed faces touch: missing and added dots as the reader expects them."""
    chance = np.where(occupied, exp(-MISSING_NATS), exp(-ADDED_NATS))
    touching: NDArray[np.bool_] = occupied ^ (rng.random(occupied.shape) < chance)
    return touching


def press_mixed(response: Response, scene: Scene, n: int, rng: np.random.Generator) -> Mixed:
    """Press `n` faces, each of another merchant, half of which have landed.

    Parameters
    ----------
    response : Response
        Of the family on the panel.
    scene : Scene
    n : int
    rng : numpy Generator
    """
    stamps, screen = response.family, response.panel
    merchants = rng.integers(stamps.n_ids, size=n)
    occupied = stamps.encode_many(merchants).astype(np.bool_)
    kind = rng.integers(2 * len(ORDERS), size=n)
    touching = wear(occupied, rng)
    for number, order in enumerate(ORDERS):
        landing = kind == number
        touching[landing] = draw_landed(occupied[landing], stamps.sites, order, rng)
    if scene.snr_db is None:
        conditions = Conditions(amplitude=scene.amplitude)
        frames, _ = press_touching(stamps, screen, touching, conditions, rng)
    else:
        frames = _in_white_noise(response, touching, scene.snr_db, rng)
    return Mixed(frames, merchants, kind >= len(ORDERS))


def _in_white_noise(
    response: Response,
    touching: NDArray[np.bool_],
    snr_db: tuple[float, float],
    rng: np.random.Generator,
) -> NDArray[np.int16]:
    """Press faces of exact dots on exact glass, and add nothing but white noise."""
    n = len(touching)
    outlines_mm = np.full(n, response.family.outline_mm)
    poses = draw_poses(outlines_mm, response.panel, rng)
    counts = response.counts(response.of_faces(touching.astype(np.uint8), poses))
    noise = response.dot_counts * 10.0 ** (-rng.uniform(*snr_db, size=(n, 1, 1)) / 20.0)
    noisy = counts + noise.astype(np.float32) * rng.standard_normal(counts.shape, dtype=np.float32)
    return quantised(noisy, response.glass.bits)
