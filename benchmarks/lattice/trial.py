"""Trials: batches of presses that are read, and the tally of what became of them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.lattice.corpus import idle, load_recorded
from emulator import conditions
from emulator.press import presses
from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emulator import Conditions
    from stampcodec import Family
    from stampcodec.reading import Reading

# Presses of a batch, and the different faces that share them.
BATCH, FACES = 4096, 512
# Failures kept of one batch: enough to learn from, too few to fill a disk.
KEPT = 50
# By distance: wrong sites that a reader corrects which does not know whether the face rests.
CORRECTED = {8: 1, 10: 2, 12: 2, 14: 3, 18: 5}
# By the sites across a lattice: missing dots, beside a phantom, that such a reader is asked for.
MISSING = {7: 2, 8: 3}


@dataclass(frozen=True)
class Trial:
    """What is pressed, on what, under which conditions.

    Attributes
    ----------
    family, panel : str
    row : str
        Name of the conditions, see `emulator.conditions.NAMES`.
    recorded : bool
        The noise is recorded idle frames instead of the emulator's.
    fitted : bool
        The family's pitch is the smallest that suits the panel, not its own.
    still : bool
        The reader may assume that the face rests, so it must correct all that the code can.
    """

    family: str
    panel: str
    row: str
    recorded: bool = False
    fitted: bool = False
    still: bool = False

    @property
    def label(self) -> str:
        """A name that no other trial has."""
        return (
            f"{self.family} {self.panel} {self.row} {'recorded' if self.recorded else 'emulated'}"
            f"{' still' if self.still else ''}"
        )


@dataclass(frozen=True)
class Failures:
    """Presses that were not read, or read wrongly, with the truth.

    Attributes
    ----------
    frames : ndarray of int16, shape (k, rows, columns)
    poses : ndarray, shape (k, 3)
        The true x_mm, y_mm, angle_deg.
    merchant_id, read_as : ndarray of int, shape (k,)
        The truth, and what was read: -1 for nothing.
    outcome : ndarray of int, shape (k,)
    """

    frames: NDArray[np.int16]
    poses: NDArray[np.float64]
    merchant_id: NDArray[np.int64]
    read_as: NDArray[np.int64]
    outcome: NDArray[np.int8]


@dataclass(frozen=True)
class Tally:
    """What became of some presses.

    Attributes
    ----------
    presses, read, wrong, mirrored : int
        All; read as what they were; read as another; taken for a mirrored face.
    square_mm2, square_deg2 : float
        Summed squared errors of the poses of those read right.
    fourth_mm4, fourth_deg4 : float
        Summed squares of the same squared errors: how far their mean can be trusted.
    failures : tuple of Failures
    """

    presses: int = 0
    read: int = 0
    wrong: int = 0
    mirrored: int = 0
    square_mm2: float = 0.0
    square_deg2: float = 0.0
    failures: tuple[Failures, ...] = field(default=(), repr=False)
    fourth_mm4: float = 0.0
    fourth_deg4: float = 0.0

    @property
    def unread(self) -> int:
        """Presses without an ID."""
        return self.presses - self.read - self.wrong

    def __add__(self, other: Tally) -> Tally:
        """Join two tallies."""
        return Tally(
            self.presses + other.presses,
            self.read + other.read,
            self.wrong + other.wrong,
            self.mirrored + other.mirrored,
            self.square_mm2 + other.square_mm2,
            self.square_deg2 + other.square_deg2,
            self.failures + other.failures,
            self.fourth_mm4 + other.fourth_mm4,
            self.fourth_deg4 + other.fourth_deg4,
        )


@lru_cache(maxsize=16)
def subject(trial: Trial) -> tuple[Family, FrameReader]:
    """Make the family and the reader of a trial, once a process."""
    screen = panel(trial.panel)
    stamps = family(trial.family)
    if trial.fitted:
        stamps = stamps.fit(screen)
    return stamps, FrameReader(stamps, screen, still=trial.still)


def conditions_of(trial: Trial) -> Conditions:
    """Return the conditions of a row: how many sites are wrong depends on family and reader."""
    held = conditions(trial.row, trial.family)
    distance = family(trial.family).code.distance
    most = (distance - 1) // 2
    if trial.row == "flipped":
        return replace(held, flipped_sites=most if trial.still else CORRECTED[distance])
    if trial.row == "missing":
        missing = most - 1 if trial.still else MISSING[family(trial.family).columns]
        return replace(held, missing_dots=missing)
    return held


@cache
def idle_frames(recording: Path) -> NDArray[np.int16]:
    """Read the idle frames of a recording, once a process."""
    return idle(load_recorded(recording))


def run_batch(
    trial: Trial,
    n: int,
    seed: int,
    batch: int,
    recording: Path | None = None,
) -> Tally:
    """Press, read and count.

    Parameters
    ----------
    trial : Trial
    n : int
        Presses.
    seed, batch : int
        With the trial's label they determine every random number.
    recording : Path, optional
        Of recorded frames; needed when the trial is `recorded`.

    Returns
    -------
    Tally
    """
    rng = np.random.default_rng([seed, zlib.crc32(trial.label.encode()), batch])
    stamps, reader = subject(replace(trial, row="nominal", recorded=False))
    merchants = rng.integers(stamps.n_ids, size=min(FACES, n))
    pressed = presses(
        [stamps.encode(int(merchant)) for merchant in merchants],
        reader.panel,
        n,
        rng,
        conditions_of(trial),
        background=idle_frames(recording) if trial.recorded and recording else None,
    )
    return tally(
        reader.read_many(pressed.frames), pressed.frames, pressed.poses, merchants[pressed.which]
    )


def tally(
    readings: list[Reading],
    frames: NDArray[np.int16],
    poses: NDArray[np.float64],
    merchants: NDArray[np.int64],
) -> Tally:
    """Count readings against the truth, and keep what went wrong."""
    outcome = np.array([reading.outcome for reading in readings], dtype=np.int8)
    read_as = np.array(
        [-1 if reading.merchant_id is None else reading.merchant_id for reading in readings],
        dtype=np.int64,
    )
    found = np.array(
        [(np.nan,) * 3 if reading.pose is None else reading.pose for reading in readings]
    )
    right = read_as == merchants
    squares = pose_errors(found[right], poses[right]) ** 2
    square_mm2, square_deg2 = squares[:, :2].sum(axis=1), squares[:, 2]
    failed = np.flatnonzero(~right)
    # Wrong ones first: they must never be cut off.
    failed = failed[np.argsort(read_as[failed] < 0, kind="stable")][:KEPT]
    return Tally(
        presses=len(readings),
        read=int(right.sum()),
        wrong=int(((read_as >= 0) & ~right).sum()),
        mirrored=int((outcome == Outcome.MIRRORED).sum()),
        square_mm2=float(square_mm2.sum()),
        square_deg2=float(square_deg2.sum()),
        fourth_mm4=float((square_mm2**2).sum()),
        fourth_deg4=float((square_deg2**2).sum()),
        failures=(
            (
                Failures(
                    frames[failed],
                    poses[failed],
                    merchants[failed],
                    read_as[failed],
                    outcome[failed],
                ),
            )
            if len(failed)
            else ()
        ),
    )


def pose_errors(found: NDArray[np.float64], true: NDArray[np.float64]) -> NDArray[np.float64]:
    """Subtract poses (n, 3) of x_mm, y_mm, angle_deg; angles the short way round."""
    off = found - true
    off[:, 2] = (off[:, 2] + 180.0) % 360.0 - 180.0
    return off
