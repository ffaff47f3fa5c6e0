"""Readings in bands of their margin: how many are wrong, how many the margins allow.

Each frame is read in three ways::

    default    as `FrameReader` reads
    still      as `FrameReader(still=True)` does: no odds against partly landed faces are asked for
    relaxed    still, with 5 nats less lead (`LEAST_LEAD`) and rivals at other poses allowed

The last is no reader. It shows what margins are worth a little below what readers accept, where
more wrong names can be counted.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.lattice.response import Response
from benchmarks.partial.rates import FAMILIES, HOME
from benchmarks.reliability.population import SCENES, press_mixed
from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from stampcodec import family, panel
from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.lattice.tables import make_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

READERS = ("default", "still", "relaxed")
BATCH = 2048
# Bands of a margin, from 0 to 1.
N_BANDS = 10
# Decades of the promise from the margin 0 to 1.
DECADES = 6
# Wrong readings from which on a band is held to its promise, and the factor that it may be off.
ENOUGH, FACTOR = 100, 3.0
EVERY_SCENE = "all"


class Counts(NamedTuple):
    """Readings in bands, (readers, N_BANDS) each.

    Attributes
    ----------
    readings, wrong : int64
    landing : int64
        Wrong ones of faces that had not landed.
    promised : float64
        Wrong ones that the margins allow: 10^(-6 margin), added up.
    """

    readings: NDArray[np.int64]
    wrong: NDArray[np.int64]
    landing: NDArray[np.int64]
    promised: NDArray[np.float64]


class Band(NamedTuple):
    """One band of one reader."""

    margin: float
    readings: int
    wrong: int
    landing: int
    promised: float

    @property
    def ratio(self) -> float:
        """How many times as many readings were wrong as promised."""
        return self.wrong / self.promised

    @property
    def interval(self) -> Interval:
        """95 % interval of the wrong rate."""
        return clopper_pearson(self.wrong, self.readings)

    @property
    def is_held(self) -> bool:
        """Whether enough are wrong to hold the band to its promise."""
        return self.wrong >= ENOUGH

    def as_json(self) -> dict[str, Any]:
        """Return everything, with the interval."""
        return {
            "margin": round(self.margin, 3),
            "readings": self.readings,
            "wrong": self.wrong,
            "wrong_landing": self.landing,
            "promised_rate": self.promised / self.readings,
            "wrong_rate": self.wrong / self.readings,
            "wrong_rate_low": self.interval.low,
            "wrong_rate_high": self.interval.high,
            "ratio": self.ratio,
        }


@dataclass(frozen=True)
class Row:
    """A reader's bands in a scene, or in all of them."""

    family: str
    panel: str
    scene: str
    reader: str
    bands: tuple[Band, ...]

    @property
    def worst(self) -> float:
        """Largest factor by which a band with enough wrong readings is off; 1 without any."""
        ratios = [band.ratio for band in self.bands if band.is_held]
        return max([max(ratio, 1 / ratio) for ratio in ratios], default=1.0)

    def as_json(self) -> dict[str, Any]:
        """Return all bands."""
        return {
            "family": self.family,
            "panel": self.panel,
            "scene": self.scene,
            "reader": self.reader,
            "worst_factor": self.worst,
            "bands": [band.as_json() for band in self.bands],
        }


@lru_cache(maxsize=8)
def tools(name: str, screen_name: str) -> tuple[Response, FrameKernel, FrameKernel]:
    """Make the response and the kernels of both readers, once a process."""
    screen = panel(screen_name)
    stamps = family(name) if screen_name == HOME else family(name).fit(screen)
    default, still = (
        FrameKernel(make_tables(stamps, screen, still=rests)) for rests in (False, True)
    )
    return Response(stamps, screen), default, still


def run_batch(name: str, screen: str, scene: str, n: int, seed: int, batch: int) -> Counts:
    """Press, read and count; the names, the seed and the batch determine every random number."""
    label = zlib.crc32(f"{name} {screen} {scene}".encode())
    rng = np.random.default_rng([seed, label, batch])
    response, *kernels = tools(name, screen)
    mixed = press_mixed(response, SCENES[scene], n, rng)
    read_as, margin, is_read = np.empty(n, np.int64), np.empty(n), np.empty(n, np.int8)
    counted = []
    for kernel in kernels:
        kernel.guess_block(mixed.frames, read_as, margin, is_read)
        counted.append(_counted(read_as, margin, is_read > 0, mixed.merchants, mixed.has_landed))
    counted.append(_counted(read_as, margin, read_as >= 0, mixed.merchants, mixed.has_landed))
    return Counts(*(np.array(column) for column in zip(*counted, strict=True)))


def _counted(
    read_as: NDArray[np.int64],
    margin: NDArray[np.float64],
    taken: NDArray[np.bool_],
    merchants: NDArray[np.int64],
    has_landed: NDArray[np.bool_],
) -> tuple[NDArray[Any], ...]:
    """Count one reader's readings, those that are `taken`."""
    band = np.minimum((margin * N_BANDS).astype(np.int64), N_BANDS - 1)
    wrong = taken & (read_as != merchants)
    each = [np.bincount(band[some], minlength=N_BANDS) for some in (taken, wrong)]
    each.append(np.bincount(band[wrong & ~has_landed], minlength=N_BANDS))
    chance = 10.0 ** (-DECADES * margin[taken])
    return (*each, np.bincount(band[taken], weights=chance, minlength=N_BANDS))


def measure_reliability(
    families: Sequence[str] = FAMILIES,
    panels: Sequence[str] = (HOME,),
    scenes: Sequence[str] = tuple(SCENES),
    *,
    frames: int,
    seed: int,
    processes: int = 1,
) -> list[Row]:
    """Press and read faces, half of which have landed.

    Parameters
    ----------
    families, panels : sequence of str
    scenes : sequence of str
        Some of `SCENES`.
    frames : int
        Of each family on each panel, shared evenly by the scenes.
    seed : int
    processes : int

    Returns
    -------
    list of Row
        For each family, panel and reader all scenes together, then each. The same for the same
        seed, whatever the number of processes.
    """
    subjects = [(name, screen) for name in families for screen in panels]
    each = -(-frames // len(scenes))
    sizes = [min(BATCH, each - start) for start in range(0, each, BATCH)]
    calls = [
        (name, screen, scene, size, seed, batch)
        for name, screen in subjects
        for scene in scenes
        for batch, size in enumerate(sizes)
    ]
    done = iter(run_all(run_batch, calls, processes, "batches of frames"))
    rows = []
    for name, screen in subjects:
        counted = {scene: _joined([next(done) for _ in sizes]) for scene in scenes}
        counted = {EVERY_SCENE: _joined(list(counted.values())), **counted}
        for k, reader in enumerate(READERS):
            for scene, counts in counted.items():
                rows.append(Row(name, screen, scene, reader, _bands(counts, k)))
    return rows


def _joined(parts: Sequence[Counts]) -> Counts:
    return Counts(*(np.sum(column, axis=0) for column in zip(*parts, strict=True)))


def _bands(counts: Counts, reader: int) -> tuple[Band, ...]:
    """List the bands that hold a reading."""
    columns = zip(*(column[reader].tolist() for column in counts), strict=True)
    return tuple(Band(k / N_BANDS, *column) for k, column in enumerate(columns) if column[0])


def requirements(rows: Sequence[Row]) -> list[Requirement]:
    """List how far the bands with enough wrong readings may be from their promise, and are."""
    return [
        Requirement(
            f"{row.family} {row.panel} {row.reader}: factor between wrong and promised, worst band",
            row.worst,
            FACTOR,
        )
        for row in rows
        if row.scene == EVERY_SCENE
    ]
