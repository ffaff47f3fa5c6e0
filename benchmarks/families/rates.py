"""What each family reads in noise, with wrong sites and with part of its face, in both modes.

A default reader may name so many of the partly landed faces wrongly; `still=True` does not ask
whether the face has landed. Between these two lies a curve: the odds that a reader asks for, from
those of a small share to none (docs/reader.md 9.9)::

    asked for     nothing ........ odds of a share ........ odds of a smaller share
    reader        still                   default
    wrong names   as the code's radius makes them ............. hardly any
    worn faces    all that the code corrects ............ those without a wrong site

"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, log
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.partial.landing import ORDERS, SIDE, draw_landed, press_touching
from benchmarks.report.interval import clopper_pearson
from benchmarks.run.workers import run_all
from emulator import Conditions
from stampcodec import family, panel
from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.design import LATTICES
from stampcodec.lattice.landing import (
    WRONG_SHARE,
    asked_loud,
    counted_share,
    splits_of,
)
from stampcodec.lattice.tables import make_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stampcodec import Family
    from stampcodec.lattice.tables import Tables

    Drawn = tuple[NDArray[np.bool_], NDArray[np.int64]]

HOME = "nexus5"
BATCH = 2048
# Shares of partly landed faces that a reader may name wrongly; for `STILL` it asks for nothing.
STILL = inf
SHARES = (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7)
AMPLITUDES = (1.0, 0.2, 0.14, 0.1, 0.085, 0.07, 0.06, 0.05)
FLIPPED, MISSING, HALF, PARTIAL = "flipped", "missing", "half landed", "partial"
# Wrong sites are counted where noise makes none: as `emulator.conditions` has them.
QUIET = Conditions(noise_scale=0.25, impulses=False)


@dataclass(frozen=True)
class Scene:
    """What is pressed.

    Attributes
    ----------
    kind : str
        "whole", or one of `FLIPPED`, `MISSING`, `HALF`, `PARTIAL`.
    number : int
        Sites that are flipped, dots that are missing.
    amplitude : float
        Scale of what the face does to the frame.
    """

    kind: str
    number: int = 0
    amplitude: float = 1.0

    @property
    def label(self) -> str:
        """A name that no other scene has."""
        return " ".join([self.kind, f"{self.number or f'{self.amplitude:g}'}"])


@dataclass(frozen=True)
class Row:
    """What the reader of a share made of a scene."""

    family: str
    scene: Scene
    share: float
    frames: int
    right: int
    wrong: int

    def as_json(self) -> dict[str, Any]:
        """Return everything that was counted."""
        low, high = clopper_pearson(self.wrong, self.frames)
        return {
            "family": self.family,
            "scene": self.scene.label,
            "reader": name_of(self.family, self.share),
            "counted_share": counted(self.family, self.share),
            "frames": self.frames,
            "right": self.right,
            "wrong": self.wrong,
            "wrong_low": low,
            "wrong_high": high,
        }


def default_share(name: str) -> float:
    """Return the share that the default reader of a family is made for."""
    return WRONG_SHARE[LATTICES[name].code.distance]


def name_of(name: str, share: float) -> str:
    """Return "still", "default", or the share of a reader in between."""
    if share == STILL:
        return "still"
    return "default" if share == default_share(name) else f"{share:g}"


def reach_of(name: str) -> int:
    """Return how many wrong sites the code of a family corrects for certain."""
    return (LATTICES[name].code.distance - 1) // 2


def odds_of(name: str, share: float) -> float:
    """Return the odds, nats, that a reader of a share asks for where dots make the errors."""
    if share == STILL:
        return -inf
    code = LATTICES[name].code
    return asked_loud(splits_of(code), share)


def counted(name: str, share: float) -> float:
    """Count exactly which share of partly landed faces the reader of a share names wrongly.

    By word and split of missing and added dots; noise and wrong poses are left out.
    """
    code = LATTICES[name].code
    return counted_share(splits_of(code), odds_of(name, share))


def tables_of(name: str, share: float) -> Tables:
    """Make the tables of the reader of a share."""
    made = make_tables(family(name), panel(HOME), still=share == STILL)
    if share in (STILL, default_share(name)):
        return made
    asked = replace(made.landed, asked_loud=odds_of(name, share), asked_noisy=-log(share))
    return replace(made, landed=asked)


@lru_cache(maxsize=64)
def kernel_of(name: str, share: float) -> FrameKernel:
    """Make the kernel that reads with these tables, once a process."""
    return FrameKernel(tables_of(name, share))


def draw(stamps: Family, scene: Scene, n: int, rng: np.random.Generator) -> Drawn:
    """Draw the dots that touch, bool (n, n_sites), and the merchants, int64 (n,)."""
    merchants = rng.integers(stamps.n_ids, size=n)
    occupied = stamps.encode_many(merchants).astype(np.bool_)
    if scene.kind == PARTIAL:
        halves = [
            draw_landed(part, stamps.sites, order, rng)
            for part, order in zip(np.array_split(occupied, len(ORDERS)), ORDERS, strict=True)
        ]
        return np.concatenate(halves), merchants
    if scene.kind == HALF:
        return _half(occupied, stamps, rng), merchants
    # sites in random order, those that may be wrong first
    order = rng.random(occupied.shape)
    order[:, stamps.anchor_sites] = inf
    if scene.kind == MISSING:
        order[~occupied] = inf
    wrong = np.argsort(order, axis=1)[:, : scene.number]
    np.put_along_axis(occupied, wrong, ~np.take_along_axis(occupied, wrong, axis=1), axis=1)
    return occupied, merchants


def _half(
    occupied: NDArray[np.bool_], stamps: Family, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Let one half of the dots touch, one side first."""
    drawn = np.zeros_like(occupied)
    todo = np.ones(len(occupied), np.bool_)
    # of every number of dots that `draw_landed` draws, only the half is wanted
    while todo.any():
        landed = draw_landed(occupied[todo], stamps.sites, SIDE, rng)
        fits = landed.sum(axis=1) == (occupied[todo].sum(axis=1) + 1) // 2
        places = np.flatnonzero(todo)[fits]
        drawn[places] = landed[fits]
        todo[places] = False
    return drawn


def shares_of(name: str, scene: Scene) -> tuple[float, ...]:
    """Return the readers that a scene is for: the whole curve where the face has wrong sites."""
    if scene.kind not in (FLIPPED, MISSING):
        return (STILL, default_share(name))
    # a large share asks for no odds, as `STILL`
    return (STILL, *(share for share in SHARES if odds_of(name, share) > -inf))


def scenes_of(name: str) -> list[Scene]:
    """Return the scenes of a family: up to one wrong site more than its code corrects."""
    most = range(1, reach_of(name) + 2)
    return [
        *(Scene("whole", amplitude=amplitude) for amplitude in AMPLITUDES),
        *(Scene(kind, number) for kind in (FLIPPED, MISSING) for number in most),
        Scene(HALF),
        Scene(PARTIAL),
    ]


def run_batch(name: str, scene: Scene, n: int, seed: int, batch: int) -> Counter[tuple[float, str]]:
    """Press, read with each reader and count the right and the wrong names."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{name} {scene.label}".encode()), batch])
    stamps, screen = family(name), panel(HOME)
    touching, merchants = draw(stamps, scene, n, rng)
    quiet = scene.kind in (FLIPPED, MISSING)
    held = replace(QUIET if quiet else Conditions(), amplitude=scene.amplitude)
    frames, _ = press_touching(stamps, screen, touching, held, rng)
    read_as, margin, is_read = np.empty(n, np.int64), np.empty(n), np.empty(n, np.int8)
    found: Counter[tuple[float, str]] = Counter()
    for share in shares_of(name, scene):
        kernel_of(name, share).guess_block(frames, read_as, margin, is_read)
        is_right = read_as == merchants
        found[share, "right"] += int(((is_read > 0) & is_right).sum())
        found[share, "wrong"] += int(((is_read > 0) & ~is_right).sum())
    return found


def measure_families(
    names: Sequence[str] = tuple(LATTICES),
    *,
    presses: int,
    partial: int,
    seed: int,
    processes: int = 1,
) -> list[Row]:
    """Press and read every scene of each family.

    Parameters
    ----------
    names : sequence of str
    presses : int
        Of each scene.
    partial : int
        Partly landed faces.
    seed : int
    processes : int

    Returns
    -------
    list of Row
        The same for the same seed, whatever the number of processes.
    """
    every = [(name, scene) for name in names for scene in scenes_of(name)]
    calls = [
        (name, scene, min(BATCH, total - start), seed, batch)
        for name, scene in every
        for total in (partial if scene.kind == PARTIAL else presses,)
        for batch, start in enumerate(range(0, total, BATCH))
    ]
    done = run_all(run_batch, calls, processes, "batches of presses")
    rows = []
    for name, scene in every:
        mine = [k for k, call in enumerate(calls) if call[:2] == (name, scene)]
        total = sum((done[k] for k in mine), Counter())
        frames = sum(calls[k][2] for k in mine)
        rows += [
            Row(name, scene, share, frames, total[share, "right"], total[share, "wrong"])
            for share in shares_of(name, scene)
        ]
    return rows
