"""Rates of touch5: presses read and read wrongly, mirrored stamps and strangers accepted.

Each row is read by `stampcodec.ContactReader`, with the scale unknown or known, or by SnowShoe's
rule (`benchmarks.touch.snowshoe`) with as many stamps.
"""

from __future__ import annotations

import zlib
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.interval import Interval, clopper_pearson, upper_bound
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from benchmarks.touch.sets import any_faces, errors, hand_fingers, press, screen_fingers
from benchmarks.touch.snowshoe import SnowShoe
from stampcodec import family
from stampcodec.touch.numbers import PX_PER_MM, USUAL_PX_PER_MM
from stampcodec.touch.patterns import TENTHS_PER_MM, patterns
from stampcodec.touch.reader import ContactReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 20_000
SAMPLED_BATCH = 1000
ANY_SCALE, ONE_SCALE = PX_PER_MM, (USUAL_PX_PER_MM, USUAL_PX_PER_MM)
# Of the faces that nobody chose: the same table whatever the benchmark's seed.
FACES_SEED = 1
TOUCH5, KNOWN = "touch5", "touch5, known scale"
RULE, RULE_ANY = "SnowShoe, touch5's faces", "SnowShoe, any faces"
# Read rates asked for (design, section 6) at each jitter, mm.
TARGETS = {0.2: 0.999, 0.3: 0.995, 0.4: 0.97}
SAMPLES_TARGET = 0.99
WRONG_LIMIT, WRONG_JITTER = 1e-5, 0.3
# How far one dot is displaced, mm, where the other errors are the least of the above.
ONE_OFF = (1.5, 2.0, 3.0, 4.0)
MIRRORED_LIMIT = 0.02
RANDOM_LIMIT = 0.0005
# Of a sampled press' variance, the share that all samples have in common.
SHARED = 0.5


@dataclass(frozen=True)
class Trial:
    """What is laid on the screen, and who reads it.

    Attributes
    ----------
    reader : str
    what : str
        "press", "mirrored", "random" or "hand".
    jitter_mm : float
        RMS of a press' errors, per axis.
    moulding : str
        Where ISO 3302-1 M2 dot errors are: "none", "inside" the jitter or "added" to it.
    samples : int
        Of one press, one of them wild; 1 is a single set, which is not.
    px_per_mm : float or None
        Of the screen; None for any that the reader allows.
    one_off_mm : float
        How far one dot of the five is displaced besides, in any direction.
    """

    reader: str
    what: str
    jitter_mm: float = 0.0
    moulding: str = "none"
    samples: int = 1
    px_per_mm: float | None = None
    one_off_mm: float = 0.0

    @property
    def label(self) -> str:
        """What the table calls it; no two trials of one reader share it."""
        if self.what in {"random", "hand"}:
            return {"random": "fingers at random", "hand": "hand-sized fingers"}[self.what]
        text = f"{self.what}, {self.jitter_mm:g} mm"
        if self.px_per_mm is not None:
            text += f" at {self.px_per_mm:g} px/mm"
        if self.one_off_mm:
            text += f", one dot {self.one_off_mm:g} mm off"
        if self.moulding != "none":
            text += f", M2 {self.moulding}"
        return text + (f", {self.samples} samples" if self.samples > 1 else "")

    @property
    def target(self) -> float | None:
        """Read rate asked for, where there is one."""
        if self.what != "press" or not self.reader.startswith(TOUCH5):
            return None
        if self.one_off_mm:
            return None
        if self.samples > 1:
            return SAMPLES_TARGET if self.moulding == "none" else None
        return None if self.moulding == "added" else TARGETS[self.jitter_mm]


@dataclass(frozen=True)
class Row:
    """What became of a trial: `right` and `wrong` IDs in `trials`."""

    trial: Trial
    trials: int
    right: int
    wrong: int

    @property
    def accepted(self) -> int:
        """All sets that were read as anything."""
        return self.right + self.wrong

    @property
    def interval(self) -> Interval:
        """95 % interval of the read rate, or, of strangers, of the rate of acceptance."""
        count = self.right if self.trial.what == "press" else self.accepted
        return clopper_pearson(count, self.trials)

    @property
    def wrong_bound(self) -> float:
        """95 % upper bound of the rate of wrong IDs."""
        return upper_bound(self.wrong, self.trials)

    @property
    def requirements(self) -> list[Requirement]:
        """List what the design asks of this row, by the unlucky end of the interval."""
        trial, found = self.trial, []
        name = f"{trial.reader}: {trial.label}"
        if trial.target is not None:
            unread = 1 - self.interval.low
            found.append(Requirement(f"{name}: not read", unread, 1 - trial.target))
        if trial.reader not in {TOUCH5, KNOWN}:
            return []
        if trial.what == "press" and trial.jitter_mm == WRONG_JITTER and trial.samples == 1:
            found.append(Requirement(f"{name}: wrong", self.wrong_bound, WRONG_LIMIT))
        if trial.what == "mirrored":
            found.append(Requirement(f"{name}: accepted", self.interval.high, MIRRORED_LIMIT))
        if trial.what == "random":
            found.append(Requirement(f"{name}: accepted", self.interval.high, RANDOM_LIMIT))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return everything that the table shows, unrounded; strangers are accepted, not read."""
        is_press = self.trial.what == "press"
        return {
            **asdict(self.trial),
            "trials": self.trials,
            "right": self.right,
            "read": self.right if is_press else None,
            "accepted": None if is_press else self.accepted,
            "wrong": self.wrong,
            "rate_low": self.interval.low,
            "rate_high": self.interval.high,
            "wrong_bound": self.wrong_bound,
            "target": self.trial.target,
        }


def trials() -> list[Trial]:
    """List all rows, in the table's order."""
    found = [
        Trial(TOUCH5, "press", jitter, moulding)
        for moulding in ("none", "inside", "added")
        for jitter in TARGETS
    ]
    found += [Trial(TOUCH5, "press", 0.4, px_per_mm=scale) for scale in ANY_SCALE]
    found += [Trial(TOUCH5, "press", 0.2, one_off_mm=off) for off in ONE_OFF]
    found += [Trial(TOUCH5, "press", 0.4, "none", samples) for samples in (10, 30)]
    found.append(Trial(TOUCH5, "press", 0.4, "added", 10))
    for reader in (KNOWN, RULE, RULE_ANY):
        found += [Trial(reader, "press", jitter) for jitter in TARGETS]
    for reader in (TOUCH5, KNOWN, RULE, RULE_ANY):
        found += [Trial(reader, "mirrored", jitter) for jitter in TARGETS]
        found += [Trial(reader, "random"), Trial(reader, "hand")]
    return found


def measure_rates(*, sets: int, presses: int, seed: int, processes: int = 1) -> tuple[Row, ...]:
    """Fill the table.

    Parameters
    ----------
    sets : int
        Of each row with single sets.
    presses : int
        Of each row with many samples of a press.
    seed : int
    processes : int

    Returns
    -------
    tuple of Row
        The same for the same seed, whatever the number of processes.
    """
    calls, owners = [], []
    for trial in trials():
        total, batch = (sets, BATCH) if trial.samples == 1 else (presses, SAMPLED_BATCH)
        for number, start in enumerate(range(0, total, batch)):
            calls.append((trial, min(batch, total - start), seed, number))
            owners.append(trial)
    counts = run_all(run_batch, calls, processes, "batches of touch points")
    rows = []
    for trial in trials():
        own = [
            (call[1], *count)
            for call, owner, count in zip(calls, owners, counts, strict=True)
            if owner == trial
        ]
        rows.append(Row(trial, *(sum(column) for column in zip(*own, strict=True))))
    return tuple(rows)


def run_batch(trial: Trial, n: int, seed: int, batch: int) -> tuple[int, int]:
    """Draw n sets, read them, and count those read right and wrong.

    Whatever is read where no stamp was pressed is wrong.
    """
    label = f"{trial.reader} {trial.label}"
    rng = np.random.default_rng([seed, zlib.crc32(label.encode()), batch])
    low, high = ONE_SCALE if trial.reader == KNOWN else ANY_SCALE
    if trial.px_per_mm is not None:
        low = high = trial.px_per_mm
    merchants = np.full(n, -2)
    if trial.what == "random":
        dots = screen_fingers(n, rng)[:, None]
    elif trial.what == "hand":
        dots = hand_fingers(n, rng)[:, None]
    else:
        table = faces(trial.reader)
        chosen = rng.integers(len(table), size=n)
        own = table[chosen]
        if trial.what == "mirrored":
            own = own * [-1, 1]
        else:
            merchants = chosen
        dots = sampled(trial, own, rng)
    read_as = read(trial.reader, press(dots, low, high, rng))
    right = read_as == merchants
    return int(right.sum()), int(((read_as >= 0) & ~right).sum())


def sampled(
    trial: Trial, own: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw the samples (n, t, 5, 2) of presses of faces (n, 5, 2), mm."""
    if trial.one_off_mm:
        angle = rng.uniform(0, 2 * np.pi, len(own))
        own = own.copy()
        own[np.arange(len(own)), rng.integers(5, size=len(own))] += trial.one_off_mm * np.stack(
            [np.cos(angle), np.sin(angle)], axis=-1
        )
    if trial.samples == 1:
        return own[:, None] + errors(own, trial.jitter_mm, trial.moulding, rng)[:, None]
    n, t = len(own), trial.samples
    # what is wrong with a face is the same in all samples of a press
    same = errors(own, trial.jitter_mm * SHARED**0.5, trial.moulding, rng)
    each = trial.jitter_mm * (1 - SHARED) ** 0.5 * rng.standard_normal((n, t, 5, 2))
    dots: NDArray[np.float64] = (own + same)[:, None] + each
    dots[np.arange(n), rng.integers(t, size=n)] = screen_fingers(n, rng) - (30.0, 45.0)
    return dots


@cache
def faces(reader: str) -> NDArray[np.float64]:
    """Return the dots of a reader's stamps, (4096, 5, 2), mm."""
    shipped = patterns() / TENTHS_PER_MM
    if reader != RULE_ANY:
        return shipped
    return any_faces(len(shipped), np.random.default_rng(FACES_SEED))


@cache
def contact_reader(reader: str) -> ContactReader:
    """Make the reader with the scale known or not."""
    return ContactReader(family("touch5"), ONE_SCALE if reader == KNOWN else ANY_SCALE)


@cache
def snowshoe(reader: str) -> SnowShoe:
    """Register the stamps of a reader."""
    return SnowShoe(faces(reader))


def read(reader: str, points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Read samples (n, t, 5, 2), px; -1 is nothing."""
    if reader not in {TOUCH5, KNOWN}:
        return snowshoe(reader).read_many(points[:, 0])
    own = contact_reader(reader)
    readings = (
        own.read_many(np.ascontiguousarray(points[:, 0]))
        if points.shape[1] == 1
        else [own.read_samples(samples) for samples in points]
    )
    return np.array(
        [-1 if reading.merchant_id is None else reading.merchant_id for reading in readings]
    )
