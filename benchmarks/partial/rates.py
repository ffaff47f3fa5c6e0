"""Faces of which only some dots have landed: how often a reader names another merchant.

What is counted is a wrong name: a face that is partly there may be read, and need not be.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.partial.landing import ORDERS, press_landed
from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from emulator import Conditions
from stampcodec import family, panel
from stampcodec.design import LATTICES
from stampcodec.lattice.reader import FrameReader
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec import Family

FAMILIES = tuple(LATTICES)
AMPLITUDES = (1.0, 0.3, 0.1)
HOME = "nexus5"
BATCH = 4096
# Sites of the largest lattice, and one more: faces have no more dots than that.
MOST_DOTS = 65
# Failures kept of one batch: enough to learn from, too few to fill a disk.
KEPT = 100
# Share of partly landed faces that may be read as another merchant (design, section 6).
MOST_WRONG = {
    "lattice7": 1e-4,
    "lattice8": 1e-4,
    "lattice7h12": 1e-5,
    "lattice8h14": 1e-6,
    "lattice8h18": 1e-6,
}


@dataclass(frozen=True)
class Trial:
    """What lands, on what, in which order.

    Attributes
    ----------
    family, panel : str
        On panels other than `HOME` the family has the smallest pitch that suits them.
    order : str
        One of `benchmarks.partial.landing.ORDERS`.
    amplitude : float
        Scale of what the face does to the frame.
    still : bool
        The reader assumes, wrongly, that the face rests.
    """

    family: str
    panel: str
    order: str
    amplitude: float
    still: bool = False

    @property
    def label(self) -> str:
        """A name that no other trial has."""
        return f"{self.family} {self.panel} {self.order} {self.amplitude:g}"


@dataclass(frozen=True)
class Failures:
    """Frames that were read as another merchant, with the truth.

    Attributes
    ----------
    frames : int16 (k, rows, columns)
    poses : float64 (k, 3)
    merchants, read_as : int64 (k,)
    touching : bool (k, n_sites)
    """

    frames: NDArray[np.int16]
    poses: NDArray[np.float64]
    merchants: NDArray[np.int64]
    read_as: NDArray[np.int64]
    touching: NDArray[np.bool_]


@dataclass(frozen=True)
class Tally:
    """What became of frames, by the number of dots that had landed, and by that of those missing.

    Attributes
    ----------
    landed, missing : int64 (3, MOST_DOTS)
        Frames, those read right, those read wrong.
    mirrored : int
        Frames taken for a mirrored face.
    failures : tuple of Failures
    """

    landed: NDArray[np.int64]
    missing: NDArray[np.int64]
    mirrored: int
    failures: tuple[Failures, ...]

    def __add__(self, other: Tally) -> Tally:
        """Join two tallies."""
        return Tally(
            self.landed + other.landed,
            self.missing + other.missing,
            self.mirrored + other.mirrored,
            self.failures + other.failures,
        )


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    trial: Trial
    tally: Tally

    @property
    def frames(self) -> int:
        """All frames."""
        return int(self.tally.landed[0].sum())

    @property
    def right(self) -> int:
        """Frames read as what they were."""
        return int(self.tally.landed[1].sum())

    @property
    def wrong(self) -> int:
        """Frames read as another merchant."""
        return int(self.tally.landed[2].sum())

    @property
    def interval(self) -> Interval:
        """95 % interval of the rate of wrong names."""
        return clopper_pearson(self.wrong, self.frames)

    def as_json(self) -> dict[str, Any]:
        """Return everything that was counted."""
        return {
            "family": self.trial.family,
            "panel": self.trial.panel,
            "order": self.trial.order,
            "amplitude": self.trial.amplitude,
            "frames": self.frames,
            "right": self.right,
            "wrong": self.wrong,
            "mirrored": self.tally.mirrored,
            "wrong_rate": self.wrong / self.frames,
            "wrong_rate_low": self.interval.low,
            "wrong_rate_high": self.interval.high,
            "by_landed": _by(self.tally.landed),
            "by_missing": _by(self.tally.missing),
        }


def _by(counts: NDArray[np.int64]) -> list[dict[str, int]]:
    """List the numbers of dots that occurred, with their frames."""
    rows = zip(range(counts.shape[1]), *counts.tolist(), strict=True)
    return [
        {"dots": dots, "frames": frames, "right": right, "wrong": wrong}
        for dots, frames, right, wrong in rows
        if frames
    ]


@lru_cache(maxsize=8)
def subject(name: str, screen_name: str, *, still: bool) -> tuple[Family, FrameReader]:
    """Make the family and the reader of a trial, once a process."""
    screen = panel(screen_name)
    stamps = family(name) if screen_name == HOME else family(name).fit(screen)
    return stamps, FrameReader(stamps, screen, still=still)


def run_batch(trial: Trial, n: int, seed: int, batch: int) -> Tally:
    """Press, read and count `n` frames; seed, label and batch fix all that is random."""
    rng = np.random.default_rng([seed, zlib.crc32(trial.label.encode()), batch])
    stamps, reader = subject(trial.family, trial.panel, still=trial.still)
    conditions = Conditions(amplitude=trial.amplitude)
    pressed = press_landed(stamps, reader.panel, n, trial.order, conditions, rng)
    readings = reader.read_many(pressed.frames)
    read_as = np.array(
        [-1 if reading.merchant_id is None else reading.merchant_id for reading in readings],
        np.int64,
    )
    right = read_as == pressed.merchants
    wrong = (read_as >= 0) & ~right
    landed = pressed.touching.sum(axis=1)
    failed = np.flatnonzero(wrong)[:KEPT]
    return Tally(
        _counted(landed, right, wrong),
        _counted(pressed.dots - landed, right, wrong),
        sum(reading.outcome is Outcome.MIRRORED for reading in readings),
        (
            Failures(
                pressed.frames[failed],
                pressed.poses[failed],
                pressed.merchants[failed],
                read_as[failed],
                pressed.touching[failed],
            ),
        ),
    )


def _counted(
    dots: NDArray[np.int64], right: NDArray[np.bool_], wrong: NDArray[np.bool_]
) -> NDArray[np.int64]:
    everything = np.ones(len(dots), np.bool_)
    return np.array(
        [np.bincount(dots[each], minlength=MOST_DOTS) for each in (everything, right, wrong)]
    )


def measure_partial(
    families: Sequence[str] = FAMILIES,
    panels: Sequence[str] = (HOME,),
    amplitudes: Sequence[float] = AMPLITUDES,
    orders: Sequence[str] = ORDERS,
    *,
    frames: int,
    seed: int,
    processes: int = 1,
    still: bool = False,
) -> list[Row]:
    """Press and read partly landed faces.

    Parameters
    ----------
    families, panels, orders : sequence of str
    amplitudes : sequence of float
    frames : int
        Of each family on each panel, shared evenly by orders and amplitudes.
    seed : int
    processes : int
    still : bool
        Tell the readers that every face rests.

    Returns
    -------
    list of Row
        The same for the same seed, whatever the number of processes.
    """
    trials = [
        Trial(name, screen, order, amplitude, still)
        for name in families
        for screen in panels
        for order in orders
        for amplitude in amplitudes
    ]
    each = -(-frames // (len(orders) * len(amplitudes)))
    sizes = [min(BATCH, each - start) for start in range(0, each, BATCH)]
    calls = [(trial, size, seed, batch) for trial in trials for batch, size in enumerate(sizes)]
    done = iter(run_all(run_batch, calls, processes, "batches of frames"))
    rows = []
    for trial in trials:
        total = next(done)
        for _ in sizes[1:]:
            total += next(done)
        rows.append(Row(trial, total))
    return rows


def pooled(rows: Sequence[Row]) -> list[tuple[str, str, Tally]]:
    """Join the orders and amplitudes of each family on each panel."""
    found: dict[tuple[str, str], Tally] = {}
    for row in rows:
        key = (row.trial.family, row.trial.panel)
        found[key] = found[key] + row.tally if key in found else row.tally
    return [(name, screen, tally) for (name, screen), tally in found.items()]


def requirements(rows: Sequence[Row]) -> list[Requirement]:
    """List the rates of wrong names that the design allows, beside the measured ones."""
    return [
        Requirement(
            f"{name} {screen}: wrong share of partly landed faces",
            float(tally.landed[2].sum() / tally.landed[0].sum()),
            MOST_WRONG[name],
        )
        for name, screen, tally in pooled(rows)
    ]


def save_failures(path: Path, rows: Sequence[Row]) -> None:
    """Write the frames that were read as another merchant to an .npz archive.

    For each row it holds the fields of `Failures`, with names like ``lattice8 nexus5 side
    0.3/frames``.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    found: dict[str, Any] = {}
    for row in rows:
        for name in ("frames", "poses", "merchants", "read_as", "touching"):
            parts = [getattr(part, name) for part in row.tally.failures]
            found[f"{row.trial.label}/{name}"] = np.concatenate(parts)
    np.savez_compressed(path, **found)
