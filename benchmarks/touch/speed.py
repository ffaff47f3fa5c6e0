"""Microseconds a read of touch points, and how they grow with the number of patterns."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.requirement import Requirement
from benchmarks.run.timing import Subject, Timing, measure
from benchmarks.run.workers import progress
from benchmarks.touch.rates import ANY_SCALE, TOUCH5, contact_reader, faces
from benchmarks.touch.sets import errors, hand_fingers, press, screen_fingers
from stampcodec.touch.acceptance import radius_mm
from stampcodec.touch.catalogue import make_catalogue
from stampcodec.touch.reader import make_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._core.contact.kernel import ContactKernel

SIZES = (256, 1024, 4096)
SETS = 2000
SAMPLES = 10
JITTER_MM = 0.3
READ_US = 10.0


@dataclass(frozen=True)
class Growth:
    """What a search does among so many patterns, on average over sets of a kind.

    Attributes
    ----------
    patterns : int
    kind : str
    timing : Timing
        Of the kernel alone, as called from Python.
    matched : float
        Patterns matched in all 120 ways to find the nearest and its runner-up.
    """

    patterns: int
    kind: str
    timing: Timing
    matched: float


@dataclass(frozen=True)
class TouchSpeed:
    """Times of whole reads, and of the kernel with ever more patterns."""

    timings: tuple[Timing, ...]
    growth: tuple[Growth, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """List what the design asks."""
        return [
            Requirement(f"{timing.name}, microseconds", timing.median_us, READ_US)
            for timing in self.timings
            if timing.name.startswith("read:")
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything that the tables show, unrounded."""
        return {
            "timings": [asdict(timing) for timing in self.timings],
            "growth": [asdict(each) for each in self.growth],
        }


def measure_touch_speed(*, rounds: int, seed: int) -> TouchSpeed:
    """Time reads of stamps, of fingers on a screen and of hand-sized fingers."""
    rng = np.random.default_rng(seed)
    radius = radius_mm(*ANY_SCALE)
    reader = contact_reader(TOUCH5)
    whole = sets_of(len(faces(TOUCH5)), rng)
    subjects = [Subject(f"read: {kind}", reader.read, sets) for kind, sets in whole.items()]
    many = np.concatenate(list(whole.values())[:1])
    subjects.append(Subject("read_many: stamps", reader.read_many, [many], len(many)))
    own = faces(TOUCH5)[:, None] + rng.normal(0, JITTER_MM, (len(faces(TOUCH5)), SAMPLES, 5, 2))
    subjects.append(
        Subject(
            f"read_samples: {SAMPLES} samples", reader.read_samples, press(own, *ANY_SCALE, rng)
        )
    )
    kinds, matched = [], []
    for n in SIZES:
        kernel = make_kernel(make_catalogue(faces(TOUCH5)[:n]), ANY_SCALE)
        for kind, sets in sets_of(n, rng).items():
            kinds.append((n, kind))
            matched.append(np.mean([kernel.nearest(points, radius)[4] for points in sets]))
            subjects.append(Subject(f"{n} patterns: {kind}", partial(_read, kernel, radius), sets))
    with progress("rounds of timing", rounds) as step:
        timings = measure(subjects, rounds, step)
    first = len(timings) - len(kinds)
    return TouchSpeed(
        tuple(timings[:first]),
        tuple(
            Growth(n, kind, timing, float(count))
            for (n, kind), timing, count in zip(kinds, timings[first:], matched, strict=True)
        ),
    )


def _read(kernel: ContactKernel, radius: float, points: NDArray[np.float64]) -> object:
    return kernel.read(points, radius)


def sets_of(n: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Draw sets (SETS, 5, 2), px: presses of the first n faces, and fingers."""
    own = faces(TOUCH5)[rng.integers(n, size=SETS)]
    dots = {
        "stamps": own + errors(own, JITTER_MM, "none", rng),
        "fingers at random": screen_fingers(SETS, rng),
        "hand-sized fingers": hand_fingers(SETS, rng),
    }
    return {
        kind: np.ascontiguousarray(press(sets[:, None], *ANY_SCALE, rng)[:, 0])
        for kind, sets in dots.items()
    }
