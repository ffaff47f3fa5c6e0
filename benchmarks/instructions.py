"""Instructions a read: no frame at all may cost more than five stamp frames.

Counted by valgrind's callgrind, which no other load on the machine disturbs: between entry and
exit of ``Kernel.read``, one figure for each frame. Of every kind of costly frame many are made,
and those that take longest by the clock are counted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.corpus import PANEL, load_recorded
from benchmarks.material import adversarial, everyday
from benchmarks.requirement import Requirement
from stampcodec._core import read as kernel
from stampcodec.errors import FileError
from stampcodec.family import family
from stampcodec.panel import panel
from stampcodec.reader import FrameReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cython's name of the Python entry of Kernel.read; the number is the method's place in the class.
ENTRY = re.compile(rb"__pyx_pw_\w*6Kernel_\d+read\0")
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
class Instructions:
    """All kinds, by family; the kind "stamp" is the unit."""

    costs: tuple[Cost, ...]

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
        """Return all costs."""
        return {"costs": [asdict(cost) for cost in self.costs]}


def measure_instructions(family_name: str, seed: int, recording: Path | None = None) -> list[Cost]:
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
    counts = count_instructions(every, family_name, PANEL)
    edges = np.cumsum([len(made) for made in kinds.values()])[:-1]
    return [
        Cost(family_name, kind, len(part), float(np.median(part)), float(part.max()))
        for kind, part in zip(kinds, np.split(counts, edges), strict=True)
    ]


def slowest(reader: FrameReader, frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Take the frames that take longest, by the shortest of a few attempts at each."""
    times = np.empty((TIMED, len(frames)), np.int64)
    for attempt in times:
        for k, frame in enumerate(frames):
            start = perf_counter_ns()
            reader.read(frame)
            attempt[k] = perf_counter_ns() - start
    return frames[np.argsort(-times.min(axis=0), kind="stable")[:COUNTED]]


def count_instructions(
    frames: NDArray[np.int16], family_name: str, panel_name: str
) -> NDArray[np.int64]:
    """Count the instructions of each read under valgrind.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    family_name, panel_name : str

    Returns
    -------
    ndarray of int64, shape (n,)

    Raises
    ------
    FileError
        valgrind is not installed, or did not deliver a figure for each frame.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise FileError("valgrind", "", "expected on the path; on Debian: apt install valgrind")
    entry = entry_of(Path(kernel.__file__))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "frames.npy"
        # The first frame is read twice: its first read also binds library functions.
        np.save(path, np.concatenate([frames[:1], frames]))
        command = [
            valgrind,
            "--tool=callgrind",
            "--collect-atstart=no",
            f"--toggle-collect={entry}",
            f"--dump-after={entry}",
            f"--callgrind-out-file={folder}/out",
            *(sys.executable, "-m", "benchmarks.replay"),
            *(str(path), family_name, panel_name),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        counts = [_total(Path(folder) / f"out.{k + 2}") for k in range(len(frames))]
    known = [count for count in counts if count is not None]
    if done.returncode or len(known) != len(frames):
        tail = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise FileError("valgrind", "", f"{len(known)} of {len(frames)} reads counted: {tail[0]}")
    return np.array(known, dtype=np.int64)


def entry_of(module: Path) -> str:
    """Find the symbol of ``Kernel.read`` in the compiled module.

    Raises
    ------
    FileError
        It has none: it was stripped.
    """
    found = ENTRY.search(module.read_bytes())
    if found is None:
        raise FileError(module, "", "expected the symbol of Kernel.read, the module is stripped")
    return found[0][:-1].decode()


def _total(path: Path) -> int | None:
    """Read the sum of one of callgrind's dumps, None where there is none."""
    if not path.exists():
        return None
    found = re.search(r"^(?:summary|totals): (\d+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else None
