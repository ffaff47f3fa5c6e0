"""Instructions a read: no frame at all may cost more than five stamp frames.

Counted by valgrind's callgrind, which no other load on the machine disturbs: between entry and
exit of ``FrameKernel.read``, one figure for each frame. Of every kind of costly frame many are
made, and those that take longest by the clock are counted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.corpus import PANEL, load_recorded
from benchmarks.lattice.material import adversarial, everyday
from benchmarks.report.requirement import Requirement
from benchmarks.run.callgrind import count_reads, count_stages
from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Frames made of each kind, and of them counted.
MADE, COUNTED, TIMED = 60, 8, 3
EVERYDAY = 40
# The design's limit, stamp frames.
TIMES_STAMP = 5.0
STAMP = "stamp"


@dataclass(frozen=True)
class Cost:
    """Instructions of one kind of frame.

    Attributes
    ----------
    family, kind : str
    frames : int
        Counted.
    median, largest : float
    """

    family: str
    kind: str
    frames: int
    median: float
    largest: float


@dataclass(frozen=True)
class Stages:
    """Where a read's instructions go, on average: by module of the kernel."""

    family: str
    kind: str
    modules: dict[str, float]


@dataclass(frozen=True)
class Instructions:
    """All kinds, by family; the kind "stamp" is the unit."""

    costs: tuple[Cost, ...]
    stages: tuple[Stages, ...] = ()

    def unit(self, family_name: str) -> float:
        """Look up the median of a family's stamp frames."""
        return next(c.median for c in self.costs if (c.family, c.kind) == (family_name, STAMP))

    @property
    def requirements(self) -> list[Requirement]:
        """The costliest frame of each family in stamp frames."""
        found = []
        for name in dict.fromkeys(cost.family for cost in self.costs):
            worst = max((c for c in self.costs if c.family == name), key=lambda c: c.largest)
            ratio = worst.largest / self.unit(name)
            found.append(
                Requirement(f"{name}: costliest frame ({worst.kind}) / stamp", ratio, TIMES_STAMP)
            )
        return found

    def as_json(self) -> dict[str, Any]:
        """Return all counts."""
        return {
            "costs": [asdict(cost) for cost in self.costs],
            "stages": [asdict(part) for part in self.stages],
        }


def measure_instructions(
    family_name: str, seed: int, recording: Path | None = None
) -> Instructions:
    """Count one family's reads on nexus5.

    Raises
    ------
    FileError
        valgrind is not installed, or did not run.
    """
    stamps, screen = family(family_name), panel(PANEL)
    rng = np.random.default_rng(seed)
    frames = everyday(stamps, screen, EVERYDAY, rng, recording)
    source = "recorded" if frames.recorded else "emulated"
    kinds = {
        STAMP: frames.stamps,
        f"{source} fingers": frames.fingers,
        f"{source} idle": frames.idle,
    }
    reader = FrameReader(stamps, screen)
    for kind, made in adversarial(stamps, screen, MADE, rng).items():
        kinds[kind] = slowest(reader, made)
    if recording is not None:
        kinds["costliest recorded"] = slowest(reader, load_recorded(recording))
    every = np.concatenate(list(kinds.values()))
    counts = count_reads(every, family_name, PANEL)
    edges = np.cumsum([len(made) for made in kinds.values()])[:-1]
    return Instructions(
        tuple(
            Cost(family_name, kind, len(part), float(np.median(part)), float(part.max()))
            for kind, part in zip(kinds, np.split(counts, edges), strict=True)
        ),
        tuple(
            Stages(family_name, kind, count_stages(kinds[kind], family_name, PANEL))
            for kind in list(kinds)[:3]
        ),
    )


def slowest(reader: FrameReader, frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Take the frames that take longest, by the shortest of a few attempts at each."""
    times = np.empty((TIMED, len(frames)), np.int64)
    for attempt in times:
        for k, frame in enumerate(frames):
            start = perf_counter_ns()
            reader.read(frame)
            attempt[k] = perf_counter_ns() - start
    return frames[np.argsort(-times.min(axis=0), kind="stable")[:COUNTED]]
