"""Read frames without end and look for what must not be.

Every reader is held against four things:

* a frame without a stamp is never read, nor taken for a mirrored one;
* a frame with a stamp is read right or not at all, a mirrored one never;
* what a reading carries hangs together and is finite;
* a clean stamp is read between frames exactly as a fresh reader reads it.

Prints a table of outcomes, and saves each frame that breaks a rule.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from tests.fuzz.frames import WITHOUT, clipped, dressed, stamped, turned_over, worn
from tests.property.stages import ODD, odd_stage
from tests.reference.stage import STAGES, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.reference.stage import Stage

FAMILIES = ("lattice7", "lattice8")


def is_sound(on: Stage, reading: sc.Reading) -> bool:
    """Tell whether the parts of a reading fit each other."""
    stamp = reading.outcome in {sc.Outcome.READ, sc.Outcome.MIRRORED}
    return (
        (reading.merchant_id is not None) == (reading.outcome is sc.Outcome.READ)
        and (reading.pose is not None) == stamp
        and 0 <= reading.margin <= 1
        and 0 <= reading.corrected <= on.family.code.length
        and (reading.merchant_id is None or 0 <= reading.merchant_id < on.family.n_ids)
        and (reading.pose is None or all(math.isfinite(value) for value in reading.pose))
    )


class Run:
    """Counts of outcomes by kind of frame, and the frames that broke a rule."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: Counter[tuple[str, str]] = Counter()
        self.broken: list[str] = []

    def blame(self, rule: str, on: Stage, frames: NDArray[np.int16], said: object) -> None:
        """Save what broke a rule: one frame, or many of which one did."""
        path = self.folder / f"broken-{len(self.broken)}.npy"
        np.save(path, frames)
        panel = f"{on.panel.name} {on.panel.rows} x {on.panel.columns} at {on.panel.pitch_mm} mm"
        self.broken.append(
            f"{path}: {rule}; {on.family.name} at {on.family.pitch_mm} mm on {panel}; {said}"
        )
        print(self.broken[-1], file=sys.stderr)

    def read(
        self, kind: str, on: Stage, frame: NDArray[np.int16], merchant: int | None = None
    ) -> None:
        """Read one frame and judge."""
        reading = on.reader.read(frame)
        right = reading.merchant_id == merchant is not None
        self.seen[kind, "RIGHT" if right else reading.outcome.name] += 1
        if not is_sound(on, reading):
            self.blame("unsound", on, frame, reading)
        if reading.merchant_id is not None and not right:
            self.blame(f"wrong merchant, pressed {merchant} ({kind})", on, frame, reading)
        if reading.outcome is sc.Outcome.MIRRORED and kind != "mirrored stamp":
            self.blame(f"mirrored ({kind})", on, frame, reading)

    def storm(self, random: np.random.Generator, on: Stage) -> Stage:
        """Read a handful of frames of many kinds, then a clean stamp.

        Returns
        -------
        Stage
            With a new reader where the old one did not forget what it had read.
        """
        frames = []
        for k in random.permutation(len(WITHOUT))[:6]:
            kind, counts = WITHOUT[k].__name__, WITHOUT[k](random, on)
            for name, frame in (
                (kind, clipped(counts)),
                (f"{kind}, dressed", dressed(counts, random, on)),
            ):
                self.read(name, on, frame)
                frames.append(frame)
        for _ in range(4):
            counts, merchant = stamped(random, on)
            frames.append(dressed(counts, random, on))
            self.read("stamp", on, frames[-1], merchant)
        for _ in range(2):
            frame, merchant = worn(random, on)
            frames.append(frame)
            self.read("worn stamp", on, frame, merchant)
        frames.append(dressed(turned_over(random, on), random, on))
        self.read("mirrored stamp", on, frames[-1])
        probe = on.press(on.dots(on.codeword(1)), on.spot(0.5, 0.5, 30.0), random)
        fresh = copy(on.reader)
        expected = fresh.read(probe)
        if on.reader.read(probe) == expected:
            return on
        self.blame("not a function of the frame", on, np.array([*frames, probe]), expected)
        return replace(on, reader=fresh)

    def table(self) -> str:
        """Lay out the counts."""
        outcomes = ["EMPTY", "UNREADABLE", "RIGHT", "READ", "MIRRORED"]
        kinds = sorted({kind for kind, _ in self.seen})
        head = f"{'frames':28}" + "".join(f"{name:>12}" for name in outcomes)
        rows = [
            f"{kind:28}" + "".join(f"{self.seen[kind, name]:12,}" for name in outcomes)
            for kind in kinds
        ]
        return "\n".join([head, *rows, f"{sum(self.seen.values()):,} frames"])


def storms(seconds: float, seed: int, folder: Path) -> bool:
    """Run for so many seconds; return whether every rule held."""
    stages = [stage(*names) for names in STAGES]
    stages += [odd_stage(family, odd) for family in FAMILIES for odd in ODD]
    run = Run(folder)
    random = np.random.default_rng(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # every other storm goes over the panel that matters
        at = int(random.choice([0, 1, int(random.integers(len(stages)))]))
        stages[at] = run.storm(random, stages[at])
    print(run.table())
    print(f"{len(run.broken)} rules broken")
    return not run.broken
