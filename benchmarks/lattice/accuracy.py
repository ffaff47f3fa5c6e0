"""The table of required rates: every row of the design, read and counted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.corpus import PANEL, load_recorded
from benchmarks.lattice.trial import BATCH, Tally, Trial, run_batch, subject
from benchmarks.report.interval import rms_interval
from benchmarks.report.readrates import ReadRates
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from emulator import NAMES
from stampcodec.design import LATTICES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FAMILIES = tuple(LATTICES)
PANELS = ("nexus5", "surface", "maxtouch")
NOMINAL = "nominal"
# Read rates asked for on nexus5 (design, section 6), by row.
TARGETS = {
    NOMINAL: 0.999,
    "fifth": 0.99,
    "missing": 0.99,
    "anchor": 0.99,
    "cg5": 0.99,
    "m3": 0.99,
    "flipped": 0.995,
    "finger": 0.98,
    "noise3": 0.98,
    "floating": 0.95,
}
FITTED_TARGET = 0.99
# Families of which a face with dots missing need not be read, unless it is known to rest.
MAY_MISS = ("lattice7", "lattice8", "lattice7h12")
# Pose error of nominal presses, RMS.
POSE_MM, POSE_DEG = 0.15, 0.5


@dataclass(frozen=True)
class Row(ReadRates):
    """One line of the table.

    Attributes
    ----------
    trial : Trial
    pitch_mm : float
    tally : Tally
    target : float
        Read rate asked for.
    """

    trial: Trial
    pitch_mm: float
    tally: Tally
    target: float

    @property
    def rms_mm(self) -> float:
        """Pose error of what was read: root mean squared distance over both axes."""
        return sqrt(self.tally.square_mm2 / max(self.tally.read, 1))

    @property
    def rms_deg(self) -> float:
        """Error of the angle, RMS."""
        return sqrt(self.tally.square_deg2 / max(self.tally.read, 1))

    @property
    def verdict(self) -> str:
        """Say "pass", "short", or "close" where the interval holds the target."""
        if self.tally.wrong or self.interval.high < self.target:
            return "short"
        return "pass" if self.interval.low >= self.target else "close"

    def as_json(self) -> dict[str, Any]:
        """Return everything that the table shows, unrounded."""
        tally = self.tally
        return {
            "family": self.trial.family,
            "panel": self.trial.panel,
            "pitch_mm": self.pitch_mm,
            "noise": "recorded" if self.trial.recorded else "emulated",
            "row": self.trial.row,
            "presses": tally.presses,
            "read": tally.read,
            "wrong": tally.wrong,
            "mirrored": tally.mirrored,
            "unread": tally.unread,
            "read_rate": self.read_rate,
            "read_rate_low": self.interval.low,
            "read_rate_high": self.interval.high,
            "misread_rate_bound": self.wrong_bound,
            **_spread("rms_mm", tally.square_mm2, tally.fourth_mm4, tally.read),
            **_spread("rms_deg", tally.square_deg2, tally.fourth_deg4, tally.read),
            "target": self.target,
            "verdict": self.verdict,
        }


def _spread(name: str, square: float, fourth: float, n: int) -> dict[str, float | None]:
    """Return an RMS with its 95 % interval under three names; nothing of no values."""
    names = (name, f"{name}_low", f"{name}_high")
    if n == 0:
        return dict.fromkeys(names)
    return dict(zip(names, (sqrt(square / n), *rms_interval(square, fourth, n)), strict=True))


@dataclass(frozen=True)
class FingerCount:
    """Recorded frames without a stamp: how many were taken for one."""

    family: str
    frames: int
    read: int
    mirrored: int


@dataclass(frozen=True)
class Accuracy:
    """All rows, and the recorded frames without a stamp where there are any."""

    rows: tuple[Row, ...]
    fingers: tuple[FingerCount, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """List what the design asks besides read rates."""
        found = [
            Requirement(f"{count.family}: IDs in {count.frames} recorded frames", count.read, 0)
            for count in self.fingers
        ]
        wrong = sum(row.tally.wrong for row in self.rows)
        found.append(Requirement("wrong IDs in all rows", wrong, 0))
        for row in self.rows:
            label = row.trial.label
            if row.trial.row == NOMINAL and row.trial.panel == PANEL:
                found.append(Requirement(f"{label}: pose, mm RMS", row.rms_mm, POSE_MM))
                found.append(Requirement(f"{label}: pose, degrees RMS", row.rms_deg, POSE_DEG))
        return found


def trials(
    families: Sequence[str],
    panels: Sequence[str],
    rows: Sequence[str],
    *,
    recorded: bool,
    still: bool = False,
) -> list[Trial]:
    """List the trials: all rows on nexus5, nominal presses at the fitted pitch elsewhere."""
    found = []
    for family in families:
        for panel in panels:
            if panel == PANEL:
                noises = (False, True) if recorded else (False,)
                found += [
                    Trial(family, panel, row, noise, still=still)
                    for noise in noises
                    for row in rows
                ]
            elif NOMINAL in rows:
                found.append(Trial(family, panel, NOMINAL, fitted=True, still=still))
    return found


def measure_accuracy(
    families: Sequence[str] = FAMILIES,
    panels: Sequence[str] = PANELS,
    rows: Sequence[str] = NAMES,
    *,
    presses: int,
    seed: int,
    recording: Path | None = None,
    processes: int = 1,
    still: bool = False,
) -> Accuracy:
    """Fill the table.

    Parameters
    ----------
    families, panels, rows : sequence of str
    presses : int
        Of each row.
    seed : int
    recording : Path, optional
        Recorded frames: their idle ones are noise to press on, and nothing may be read in any.
    processes : int
    still : bool
        Tell the readers that every face rests.

    Returns
    -------
    Accuracy
        The same for the same seed, whatever the number of processes.
    """
    frames = None if recording is None else load_recorded(recording)
    every = trials(families, panels, rows, recorded=frames is not None, still=still)
    sizes = [min(BATCH, presses - start) for start in range(0, presses, BATCH)]
    calls = [
        (trial, size, seed, batch, recording) for trial in every for batch, size in enumerate(sizes)
    ]
    done = iter(run_all(run_batch, calls, processes, "batches of presses"))
    tallies = [sum((next(done) for _ in sizes), Tally()) for _ in every]
    return Accuracy(
        tuple(
            Row(
                trial,
                subject(Trial(trial.family, trial.panel, NOMINAL, fitted=trial.fitted))[0].pitch_mm,
                tally,
                target_of(trial),
            )
            for trial, tally in zip(every, tallies, strict=True)
        ),
        () if frames is None else tuple(count_fingers(name, frames) for name in families),
    )


def target_of(trial: Trial) -> float:
    """Return the read rate that the design asks for."""
    if trial.fitted:
        return FITTED_TARGET
    if trial.row == "missing" and not trial.still and trial.family in MAY_MISS:
        return 0.0
    return TARGETS[trial.row]


def count_fingers(family: str, frames: NDArray[np.int16]) -> FingerCount:
    """Read recorded frames, none of which holds a stamp."""
    _, reader = subject(Trial(family, PANEL, NOMINAL))
    readings = reader.read_many(frames)
    named = [reading.outcome.name for reading in readings]
    return FingerCount(family, len(frames), named.count("READ"), named.count("MIRRORED"))


def save_failures(path: Path, accuracy: Accuracy) -> None:
    """Write what was not read, or wrongly, to an .npz archive.

    For each row with failures it holds the fields of `benchmarks.lattice.trial.Failures`,
    with names like ``lattice8 nexus5 fifth emulated/frames``.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    found: dict[str, NDArray[Any]] = {}
    for row in accuracy.rows:
        for name in ("frames", "poses", "merchant_id", "read_as", "outcome"):
            parts = [getattr(part, name) for part in row.tally.failures]
            if parts:
                found[f"{row.trial.label}/{name}"] = np.concatenate(parts)
    arrays: dict[str, Any] = dict(found)
    np.savez_compressed(path, **arrays)
