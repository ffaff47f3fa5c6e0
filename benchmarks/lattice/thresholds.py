"""What each threshold of the frame reader is worth: moved by a fifth, what is lost.

A fixed set of presses, and of recorded frames where there are any, is read once as the reader is,
and once for every threshold lowered and raised. The thresholds are constants of the compiled
kernels; a build with ``STAMPCODEC_TUNABLE=1`` takes them from the environment instead, so every
setting is read in a process of its own (``make thresholds``).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

import stampcodec._core.frame as reader_room
from benchmarks.lattice.corpus import PANEL, load_recorded
from emulator import NAMES, Conditions, conditions
from emulator.press import presses
from stampcodec._core.frame import kernel
from stampcodec.errors import FileError
from stampcodec.family import family
from stampcodec.lattice.reader import FrameReader
from stampcodec.panel import panel
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = Path(reader_room.__file__).with_name("thresholds.pxd")
TUNED = re.compile(r"STAMP_TUNED\((\w+), ([\d.]+)\)")
FIFTH = 0.2
# Presses of one face; faces are expensive to draw and presses are not.
A_FACE = 8
# Beyond the rows of the design: noise in which reading gets hard, and faces that are partly there.
HARD = {
    "noise6": Conditions(noise_scale=6.0),
    "cg5 in noise": Conditions(cg_pf=5.0, noise_scale=5.0),
    "half there": Conditions(missing_dots=8),
}


class Counts(NamedTuple):
    """What a set of frames came to."""

    presses: int
    right: int
    wrong: int
    strangers: int
    """Recorded frames, which hold no stamp, that were read."""


@dataclass(frozen=True)
class Moved:
    """One threshold, and what moving it changes.

    Attributes
    ----------
    name : str
    value : float
    lowered, raised : Counts
        By a fifth.
    """

    name: str
    value: float
    lowered: Counts
    raised: Counts

    def as_json(self) -> list[dict[str, object]]:
        """Describe it for ``--json``, a row each way."""
        ways = (("lowered", self.lowered), ("raised", self.raised))
        return [{"threshold": self.name, "moved": way, **to._asdict()} for way, to in ways]


def thresholds() -> dict[str, float]:
    """Read the names and values of the table."""
    return {name: float(value) for name, value in TUNED.findall(TABLE.read_text(encoding="utf-8"))}


def draw_frames(folder: Path, families: Sequence[str], n: int, seed: int) -> None:
    """Write n presses of every row for each family, with the merchants, to a folder."""
    target = panel(PANEL)
    for name in families:
        rng = np.random.default_rng(seed)
        stamps = family(name)
        rows = {row: conditions(row, name) for row in NAMES} | HARD
        frames, merchants = [], []
        for held in rows.values():
            for _ in range(0, n, A_FACE):
                merchant = int(rng.integers(stamps.n_ids))
                frames.append(presses(stamps.encode(merchant), target, A_FACE, rng, held).frames)
                merchants += [merchant] * A_FACE
        np.save(folder / f"{name}.npy", np.concatenate(frames))
        np.save(folder / f"{name}.ids.npy", np.array(merchants))


def count(folder: Path, families: Sequence[str], corpus: Path | None) -> Counts:
    """Read the frames of a folder, and recorded ones, with the thresholds of the environment."""
    seen = right = wrong = strangers = 0
    recorded = None if corpus is None else load_recorded(corpus)
    for name in families:
        reader = FrameReader(family(name), panel(PANEL))
        readings = reader.read_many(np.load(folder / f"{name}.npy"))
        seen += len(readings)
        for reading, merchant in zip(
            readings, np.load(folder / f"{name}.ids.npy").tolist(), strict=True
        ):
            right += reading.merchant_id == merchant
            wrong += reading.merchant_id not in (None, merchant)
        if recorded is not None:
            strangers += sum(
                reading.outcome is Outcome.READ for reading in reader.read_many(recorded)
            )
    return Counts(seen, right, wrong, strangers)


def measure_thresholds(
    families: Sequence[str],
    *,
    n: int,
    seed: int,
    corpus: Path | None,
    names: Sequence[str] = (),
    threads: int = 1,
) -> tuple[Counts, list[Moved]]:
    """Move every threshold, or those named, by a fifth either way.

    Returns
    -------
    Counts, list of Moved
        Of the reader as it is, and with each threshold moved.

    Raises
    ------
    FileError
        The kernels do not take thresholds from the environment.
    ValueError
        No such threshold.
    """
    if not kernel.IS_TUNABLE:
        raise FileError(
            kernel.__file__, "", "expected kernels built with STAMPCODEC_TUNABLE=1: make thresholds"
        )
    known = thresholds()
    for name in names:
        if name not in known:
            raise ValueError(f"threshold {name!r}: expected one of {', '.join(known)}")
    with TemporaryDirectory() as place:
        folder = Path(place)
        draw_frames(folder, families, n, seed)

        usual = _counted_apart(folder, families, corpus, {})

        def moved(name: str) -> Moved:
            lowered, raised = (
                _counted_apart(folder, families, corpus, {f"STAMP_{name}": repr(value)})
                for value in (known[name] * (1 - FIFTH), known[name] * (1 + FIFTH))
            )
            return Moved(name, known[name], lowered, raised)

        wanted = tuple(names or known)
        with ThreadPoolExecutor(threads) as pool:
            told = track(
                pool.map(moved, wanted),
                "moving thresholds",
                total=len(wanted),
                console=Console(stderr=True),
                transient=True,
            )
            return usual, list(told)


def _counted_apart(
    folder: Path, families: Sequence[str], corpus: Path | None, setting: dict[str, str]
) -> Counts:
    """Count in a process of its own: the kernels read the environment when they are loaded."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.lattice.thresholds",
        str(folder),
        ",".join(families),
    ]
    if corpus is not None:
        command.append(str(corpus))
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **setting}
    )
    return Counts(*json.loads(done.stdout))


if __name__ == "__main__":
    _, place, names, *rest = sys.argv
    print(json.dumps(count(Path(place), names.split(","), Path(rest[0]) if rest else None)))
