"""Frames to time: stamps, fingers, nothing, and frames made to be costly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.lattice.corpus import PANEL, fingers, idle, load_recorded
from emulator import Conditions, glass
from emulator.press import presses
from emulator.sensor.sensor import conducted, delivered, measured
from emulator.surroundings.fingers import draw_fingers

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec import Family, Panel

LARGEST = 32767


class Everyday(NamedTuple):
    """Frames as a phone delivers them, int16 (n, rows, columns) each."""

    stamps: NDArray[np.int16]
    fingers: NDArray[np.int16]
    idle: NDArray[np.int16]
    recorded: bool
    """Whether fingers and idle frames are recordings."""


def everyday(
    stamps: Family, panel: Panel, n: int, rng: np.random.Generator, recording: Path | None
) -> Everyday:
    """Make or load up to n frames of each kind; stamp presses are nominal."""
    pressed = stamp_frames(stamps, panel, n, rng)
    if recording is None or panel.name != PANEL:
        return Everyday(
            pressed, hand_frames(panel, n, 1, rng), hand_frames(panel, n, 0, rng), False
        )
    frames = load_recorded(recording)
    kinds = [
        np.ascontiguousarray(kind[rng.permutation(len(kind))[:n]])
        for kind in (fingers(frames), idle(frames))
    ]
    return Everyday(pressed, kinds[0], kinds[1], True)


def stamp_frames(
    stamps: Family,
    panel: Panel,
    n: int,
    rng: np.random.Generator,
    conditions: Conditions | None = None,
) -> NDArray[np.int16]:
    """Press n different stamps."""
    faces = [stamps.encode(int(merchant)) for merchant in rng.integers(stamps.n_ids, size=n)]
    return presses(faces, panel, n, rng, conditions).frames


def hand_frames(panel: Panel, n: int, count: int, rng: np.random.Generator) -> NDArray[np.int16]:
    """Emulate n frames of `count` fingers; none are idle frames."""
    surface = glass(panel)
    counts = draw_fingers(panel, n, rng, count)
    return delivered(measured(conducted(counts, surface), surface, rng, Conditions()), surface, rng)


def adversarial(
    stamps: Family, panel: Panel, n: int, rng: np.random.Generator
) -> dict[str, NDArray[np.int16]]:
    """Make frames that try to be costly, some n of each kind, by the name of the kind."""
    shape = (panel.rows, panel.columns)
    row, column = np.indices(shape)
    checks = (row + column) % 2
    dot = panel.finger_counts / 2
    kinds: dict[str, NDArray[np.int16]] = {
        "all equal": _frames([np.full(shape, level) for level in (1, 20, 200, 5000, -200)]),
        "full scale": _frames([np.full(shape, LARGEST), np.full(shape, -LARGEST - 1)]),
        "checkerboard": _frames([checks * level for level in (20, 100, 1000, LARGEST)]),
        "checkerboard of both signs": _frames(
            [(2 * checks - 1) * level for level in (20, 100, LARGEST)]
        ),
        "coarse checkerboard": _frames([((row // k + column // k) % 2) * dot for k in (2, 3, 4)]),
        "stripes": _frames([(row % k == 0) * dot for k in (2, 3)]),
        "ramp": _frames([row * 10, column * 20, (row + column) * 500]),
    }
    for level in (5, 20, 100, 1000, 20000):
        noise = level * rng.standard_normal((n, *shape))
        kinds[f"noise of {level} counts"] = _frames(noise)
    kinds["smooth noise"] = _frames(dot * _smooth(rng.standard_normal((n, *shape))))
    for share in (0.02, 0.1, 0.3):
        spikes = (rng.random((n, *shape)) < share) * rng.uniform(-dot, 2 * dot, (n, *shape))
        kinds[f"spikes on {100 * share:g} % of nodes"] = _frames(spikes)
    for count in (2, 5, 10, 30):
        kinds[f"{count} fingers"] = hand_frames(panel, n, count, rng)
    kinds["random dots on a lattice"] = _random_faces(stamps, panel, n, rng)
    kinds["two stamps"] = _frames(
        stamp_frames(stamps, panel, n, rng).astype(np.float64) + stamp_frames(stamps, panel, n, rng)
    )
    kinds["stamp beyond repair"] = stamp_frames(
        stamps, panel, n, rng, Conditions(flipped_sites=stamps.code.distance // 2 + 1)
    )
    kinds["stamp in noise"] = stamp_frames(stamps, panel, n, rng, Conditions(noise_scale=12.0))
    kinds["faint stamp"] = stamp_frames(stamps, panel, n, rng, Conditions(amplitude=0.07))
    kinds["floating stamp"] = stamp_frames(stamps, panel, n, rng, Conditions(cg_pf=0.0))
    mirrored = stamp_frames(stamps, panel, n, rng)
    kinds["mirrored stamp"] = np.ascontiguousarray(mirrored[:, :, ::-1])
    kinds["stamp over the edge"] = np.roll(mirrored, panel.columns // 3, axis=2)
    return kinds


def _random_faces(
    stamps: Family, panel: Panel, n: int, rng: np.random.Generator
) -> NDArray[np.int16]:
    """Press faces whose data sites are drawn by lot: no codewords."""
    every = stamps.encode(0)
    words = rng.integers(1 << 62, size=n).astype(np.uint64)
    frames = np.empty((n, panel.rows, panel.columns), np.int16)
    for k, occupied in enumerate(stamps.lattice.occupied(words)):
        seats = np.flatnonzero(occupied)
        dots = np.column_stack([stamps.sites[seats], np.full(len(seats), stamps.dot_mm)])
        face = type(every)(
            family=stamps.name,
            pitch_mm=stamps.pitch_mm,
            merchant_id=0,
            outline_mm=stamps.outline_mm,
            dots=dots,
            roles=tuple(
                "anchor" if seat in stamps.anchor_sites else "data" for seat in seats.tolist()
            ),
        )
        frames[k] = presses(face, panel, 1, rng).frames[0]
    return frames


def _smooth(noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average noise over neighbours, as the sensor's kernel would, to unit power."""
    padded = np.pad(noise, ((0, 0), (1, 1), (1, 1)), mode="wrap")
    rows, columns = noise.shape[1:]
    total = np.zeros_like(noise)
    for down, across in np.ndindex(3, 3):
        weight = (1 + (down == 1)) * (1 + (across == 1))
        total += weight * padded[:, down : down + rows, across : across + columns]
    result: NDArray[np.float64] = total / 6.0
    return result


def _frames(counts: object) -> NDArray[np.int16]:
    result: NDArray[np.int16] = np.clip(np.asarray(counts), -LARGEST - 1, LARGEST).astype(np.int16)
    return result
