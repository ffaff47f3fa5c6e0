"""Microseconds a read, beside peers in the same run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.material import everyday
from benchmarks.lattice.peers import ZXING, peers
from benchmarks.report.requirement import Requirement
from benchmarks.run.timing import Subject, Timing, measure
from benchmarks.run.workers import progress
from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec.reading import Reading

PANEL = "nexus5"
# The design's limits, section 6.
STAMP_US, FINGER_US = 60.0, 6.0
MEMORY_KIB = 256.0
SHARE_OF_ZXING, TIMES_MAXIMUM = 0.25, 1.5
# Different frames of each kind, and frames of a read_many call.
FRAMES, BLOCK = 512, 512
MAXIMUM = "frame.max(), idle frames"


@dataclass(frozen=True)
class Speed:
    """All timings of one run.

    Attributes
    ----------
    timings : tuple of Timing
    missing : tuple of str
        Peers that are not installed.
    recorded : bool
        Whether finger and idle frames are recordings.
    requirements : tuple of Requirement
    """

    timings: tuple[Timing, ...]
    missing: tuple[str, ...]
    recorded: bool
    requirements: tuple[Requirement, ...]

    def as_json(self) -> dict[str, Any]:
        """Return everything but the requirements."""
        return {
            "timings": [asdict(timing) for timing in self.timings],
            "missing": self.missing,
            "recorded": self.recorded,
        }


def measure_speed(
    families: Sequence[str],
    *,
    rounds: int,
    threads: int,
    seed: int,
    recording: Path | None = None,
) -> Speed:
    """Time readers, numpy and peers in turn.

    Parameters
    ----------
    families : sequence of str
    rounds : int
    threads : int
        The most that read_many is tried with.
    seed : int
    recording : Path, optional
        Recorded frames for fingers and idle frames; emulated ones otherwise.
    """
    screen = panel(PANEL)
    rng = np.random.default_rng(seed)
    subjects: list[Subject] = []
    memory: list[Requirement] = []
    for name in families:
        stamps = family(name)
        frames = everyday(stamps, screen, FRAMES, rng, recording)
        reader = FrameReader(stamps, screen)
        good = np.array([reader.read(frame).outcome is Outcome.READ for frame in frames.stamps])
        # A press that is not read takes longer: the median is of presses that are.
        subjects += [
            Subject(stamp_subject(name), reader.read, list(frames.stamps[good])),
            Subject(finger_subject(name), reader.read, list(frames.fingers)),
            Subject(idle_subject(name), reader.read, list(frames.idle)),
        ]
        memory.append(
            Requirement(f"{name}: reader's memory, KiB", reader.n_bytes / 1024, MEMORY_KIB)
        )
        block = np.ascontiguousarray(np.resize(frames.stamps, (BLOCK, *frames.stamps.shape[1:])))
        subjects += [
            Subject(
                f"{name}: read_many, {count} thread{'s'[: count > 1]}",
                _many(reader, count),
                [block],
                len(block),
            )
            for count in range(1, threads + 1)
        ]
    subjects.append(Subject(MAXIMUM, methodcaller("max"), list(frames.idle)))
    others, missing = peers(frames.stamps, rng)
    with progress("rounds of timing", rounds) as step:
        timings = measure([*subjects, *others], rounds, step)
    return Speed(
        tuple(timings),
        tuple(missing),
        frames.recorded,
        (*_requirements(families, timings), *memory),
    )


def stamp_subject(name: str) -> str:
    """Name the timing of stamp frames of a family."""
    return f"{name}: stamp frame"


def finger_subject(name: str) -> str:
    """Name the timing of finger frames."""
    return f"{name}: finger frame"


def idle_subject(name: str) -> str:
    """Name the timing of idle frames."""
    return f"{name}: idle frame"


def _many(reader: FrameReader, threads: int) -> Any:
    def read(block: NDArray[np.int16]) -> list[Reading]:
        return reader.read_many(block, threads)

    return read


def _requirements(families: Sequence[str], timings: Sequence[Timing]) -> list[Requirement]:
    median = {timing.name: timing.median_us for timing in timings}
    found = []
    for name in families:
        stamp = median[stamp_subject(name)]
        found.append(Requirement(f"{name}: stamp frame, us", stamp, STAMP_US))
        if ZXING in median:
            found.append(
                Requirement(
                    f"{name}: stamp frame / zxing-cpp", stamp / median[ZXING], SHARE_OF_ZXING
                )
            )
        found.append(
            Requirement(f"{name}: finger frame, us", median[finger_subject(name)], FINGER_US)
        )
        ratio = median[idle_subject(name)] / median[MAXIMUM]
        found.append(Requirement(f"{name}: idle frame / frame.max()", ratio, TIMES_MAXIMUM))
    return found
