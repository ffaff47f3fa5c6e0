"""Faces of the other families of a geometry, and random dots: how often a reader names somebody.

Each frame is read by a reader of each family of the geometry, in both modes, and by one reader of
all of them. A frame that fewer than two families claim is read alike by the reader of all
(docs/reader.md 10.4), so only the others are given to it::

    faces -> frames -> reader of each family -> claims of two or more -> reader of all
                               └─ named          └─ none, one: that one's reading

"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.trial import CORRECTED
from benchmarks.partial.landing import press_touching
from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from emulator import Conditions
from stampcodec import family, panel
from stampcodec.design import LATTICES
from stampcodec.lattice.reader import FrameReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stampcodec import Family
    from stampcodec.lattice.code import Code
    from stampcodec.reading import Reading

    Counts = NDArray[np.int64]

HOME = "nexus5"
BATCH = 2048
MODES = (False, True)
# In place of the family that is pressed: any dots on the sites, the four corners among them.
RANDOM = "random dots"
# In place of the family of a reader: one reader of all families of the geometry.
ALL = "all"
# Share of the faces of another family that may be named (design, section 6).
MOST_NAMED = 1e-5
# A reader, and a family that it sometimes names in mode `still`. Their codes are too near to each
# other (docs/spec.md 4.7), so whoever uses both families needs the reader of all.
TOO_NEAR = {("lattice8h14", "lattice8")}
# A face names its merchant in each of its four quarter turns, but not when it is mirrored.
TURNS = 4


def geometries() -> list[tuple[str, ...]]:
    """Return the built-in lattice families by the sites that they share."""
    found: dict[object, list[str]] = {}
    for design in LATTICES.values():
        found.setdefault((design.lattice.columns, design.pitch_mm), []).append(design.name)
    return [tuple(names) for names in found.values()]


@dataclass(frozen=True)
class Row:
    """What one reader made of one kind of faces.

    Attributes
    ----------
    reader : str
        A family, or `ALL`.
    still : bool
        True if the reader may assume that every face rests.
    pressed : str
        A family, or `RANDOM`.
    sites : int
        Sites across the lattice.
    frames, right, named : int
        All; those that were read as what they were; those that were named something else.
    """

    reader: str
    still: bool
    pressed: str
    sites: int
    frames: int
    right: int
    named: int

    @property
    def interval(self) -> Interval:
        """95 % interval of the share that was named."""
        return clopper_pearson(self.named, self.frames)

    @property
    def unavoidable(self) -> float | None:
        """Share of random dots that lie where the reader must correct; of one family alone."""
        if self.pressed != RANDOM or self.reader == ALL:
            return None
        return share_in_reach(LATTICES[self.reader].code, still=self.still)

    def as_json(self) -> dict[str, Any]:
        """Return everything that was counted."""
        return {
            "reader": self.reader,
            "still": self.still,
            "pressed": self.pressed,
            "sites": self.sites,
            "frames": self.frames,
            "right": self.right,
            "named": self.named,
            "named_low": self.interval.low,
            "named_high": self.interval.high,
            "unavoidable": self.unavoidable,
        }


def share_in_reach(code: Code, *, still: bool) -> float:
    """Return the share of all patterns of dots that a reader of a code cannot help naming.

    These are the patterns in as many sites of a merchant's face, in any of its four turns, as the
    reader is to correct for certain: half the distance, or the fewer of one that does not know
    whether the face rests. Faces are further apart, so no pattern is counted twice.
    """
    reach = (code.distance - 1) // 2 if still else CORRECTED[code.distance]
    patterns = sum(comb(code.length, wrong) for wrong in range(reach + 1))
    return float(TURNS * code.n_ids * patterns / 2**code.length)


@lru_cache(maxsize=16)
def reader_of(names: tuple[str, ...], *, still: bool) -> FrameReader:
    """Make a reader, once a process."""
    return FrameReader([family(name) for name in names], panel(HOME), still=still)


def draw_faces(
    stamps: Family, n: int, rng: np.random.Generator, *, any_dots: bool
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Draw the dots of `n` faces, each of another merchant, or any dots and the four corners.

    Returns
    -------
    bool (n, n_sites), int64 (n,)
        Sites that hold a dot; merchants, -1 where there is none.
    """
    merchants = rng.integers(stamps.n_ids, size=n)
    occupied = stamps.encode_many(merchants).astype(np.bool_)
    if any_dots:
        occupied[:, stamps.data_sites] = rng.random((n, len(stamps.data_sites))) < 0.5
        merchants = np.full(n, -1)
    return occupied, merchants


def run_batch(group: tuple[str, ...], pressed: str, n: int, seed: int, batch: int) -> Counts:
    """Press, read and count `n` frames.

    Returns
    -------
    int64 (modes, families and 1, 2)
        Right and named, by the reader of each family and by that of all.
    """
    rng = np.random.default_rng([seed, zlib.crc32(f"{group[0]} {pressed}".encode()), batch])
    stamps = family(group[0] if pressed == RANDOM else pressed)
    occupied, merchants = draw_faces(stamps, n, rng, any_dots=pressed == RANDOM)
    frames, _ = press_touching(stamps, panel(HOME), occupied, Conditions(), rng)
    return np.array([_counted(group, pressed, merchants, frames, still) for still in MODES])


def _counted(
    group: tuple[str, ...],
    pressed: str,
    merchants: NDArray[np.int64],
    frames: NDArray[np.int16],
    still: bool,
) -> list[tuple[int, int]]:
    single = [reader_of((name,), still=still).read_many(frames) for name in group]
    together = read_by_all(group, single, frames, still=still)
    return [_tally(readings, pressed, merchants) for readings in (*single, together)]


def read_by_all(
    group: tuple[str, ...],
    single: Sequence[Sequence[Reading]],
    frames: NDArray[np.int16],
    *,
    still: bool,
) -> list[Reading]:
    """Return what a reader of all families reads, from what those of each have read."""
    together = []
    contested = []
    for k, readings in enumerate(zip(*single, strict=True)):
        claims = [reading for reading in readings if reading.pose is not None]
        together.append(claims[0] if claims else readings[0])
        if len(claims) > 1:
            contested.append(k)
    again = reader_of(group, still=still).read_many(frames[contested])
    for k, reading in zip(contested, again, strict=True):
        together[k] = reading
    return together


def _tally(
    readings: Sequence[Reading], pressed: str, merchants: NDArray[np.int64]
) -> tuple[int, int]:
    right = named = 0
    for reading, merchant in zip(readings, merchants.tolist(), strict=True):
        if reading.merchant_id is not None:
            is_right = reading.family == pressed and reading.merchant_id == merchant
            right += is_right
            named += not is_right
    return right, named


def measure_strangers(
    names: Sequence[str] = tuple(LATTICES), *, frames: int, seed: int, processes: int = 1
) -> list[Row]:
    """Press and read strangers.

    Parameters
    ----------
    names : sequence of str
        Families; each is met with the others of its geometry among them.
    frames : int
        Of each family, and of random dots on each geometry.
    seed : int
    processes : int

    Returns
    -------
    list of Row
        The same for the same seed, whatever the number of processes.
    """
    groups = [tuple(name for name in group if name in names) for group in geometries()]
    sets = [(group, pressed) for group in groups if group for pressed in (*group, RANDOM)]
    sizes = [min(BATCH, frames - start) for start in range(0, frames, BATCH)]
    calls = [
        (group, pressed, size, seed, batch)
        for group, pressed in sets
        for batch, size in enumerate(sizes)
    ]
    done = iter(run_all(run_batch, calls, processes, "batches of frames"))
    rows = []
    for group, pressed in sets:
        counts = np.sum([next(done) for _ in sizes], axis=0)
        rows += _rows(group, pressed, frames, counts)
    return rows


def _rows(group: tuple[str, ...], pressed: str, frames: int, counts: Counts) -> list[Row]:
    """List the readers of one kind of faces; that of the family itself says nothing new."""
    across = LATTICES[group[0]].lattice.columns
    readers = (*group, ALL) if len(group) > 1 else group
    return [
        Row(reader, still, pressed, across, frames, *counts[int(still), k].tolist())
        for k, reader in enumerate(readers)
        for still in MODES
        if reader != pressed
    ]


def requirements(rows: Sequence[Row]) -> list[Requirement]:
    """List the shares of named faces of other families beside what is allowed.

    The reader of all families must keep to it, and that of one family wherever its code lets it.
    """
    return [
        Requirement(
            f"{row.reader}{', still' if row.still else ''}: named, of {row.pressed}"
            + f" on {row.sites} x {row.sites}" * (row.reader == ALL),
            row.named / row.frames,
            MOST_NAMED,
        )
        for row in rows
        if row.pressed != RANDOM and not (row.still and (row.reader, row.pressed) in TOO_NEAR)
    ]
