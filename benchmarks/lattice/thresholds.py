"""What each threshold of the frame reader is worth: moved by a fifth, what is lost.

A fixed set of frames is read once as the reader is, and once for every threshold lowered and
raised. The set holds presses of every row of the design, presses that hardly read, presses on other
panels, and frames without a stamp. Instructions are counted under valgrind on a few frames of each
row. Needs the kernels that ``make thresholds`` builds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.lattice.corpus import PANEL, load_recorded
from benchmarks.lattice.material import adversarial
from benchmarks.lattice.tuning import Setting, Threshold, Tuning, thresholds
from benchmarks.run.callgrind import count_blocks
from benchmarks.run.workers import progress
from emulator import NAMES, Conditions, conditions
from emulator.press import presses
from stampcodec import family, panel
from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.lattice.tables import make_tables
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

# Presses of one face; faces are expensive to draw and presses are not.
A_FACE = 8
# Of each row and panel, those whose instructions are counted.
COUNTED = 2
# On panels other than the first, so many times fewer presses.
FEWER = 4
NOBODY = -1

# Beyond the rows of the design: presses that hardly read, or only just.
HARD = {
    "noise6": Conditions(noise_scale=6.0),
    "noise9": Conditions(noise_scale=9.0),
    "cg5 in noise": Conditions(cg_pf=5.0, noise_scale=5.0),
    "cg5, a fifth": Conditions(cg_pf=5.0, amplitude=0.2),
    "a tenth": Conditions(amplitude=0.1),
    "a twentieth": Conditions(amplitude=0.05),
    "half there": Conditions(missing_dots=8),
    "hardly there": Conditions(missing_dots=11),
    "flipped beyond": Conditions(flipped_sites=6, noise_scale=0.25),
    "two fingers, a palm": Conditions(fingers=2, palms=1),
    "water": Conditions(water_drops=3),
    "charger": Conditions(charger_counts=30.0),
    "drift": Conditions(drift_counts=15.0),
    "dead lines": Conditions(dead_rows=1, dead_columns=1),
    "tilted": Conditions(tilt_mm=0.3),
}
OTHER_PANELS = ("surface", "maxtouch")
OTHER_ROWS = ("nominal", "fifth", "noise3", "floating")
# Kinds of `adversarial` that hold no stamp, or none that may be read.
STRANGERS = (
    "noise of 20 counts",
    "smooth noise",
    "spikes on 2 % of nodes",
    "spikes on 10 % of nodes",
    "2 fingers",
    "5 fingers",
    "10 fingers",
    "random dots on a lattice",
    "mirrored stamp",
)


class Block(NamedTuple):
    """Frames of one family on one panel.

    Attributes
    ----------
    family, panel : str
    kernel : FrameKernel
    frames : int16 (n, rows, columns)
    merchant : int64 (n,)
        NOBODY in frames that hold no stamp, or none that may be read.
    counted : int64 (m,)
        Indices of the frames whose instructions are counted.
    """

    family: str
    panel: str
    kernel: FrameKernel
    frames: NDArray[np.int16]
    merchant: NDArray[np.int64]
    counted: NDArray[np.int64]


class Readings(NamedTuple):
    """What came of all frames; a frame that was not read has the merchant NOBODY."""

    merchant: NDArray[np.int64]
    details: NDArray[np.float64]
    """Pose, sites corrected, margin and outcome, (n, 6)."""


class Counts(NamedTuple):
    """What a set of frames came to, and what a reading of the counted ones took."""

    presses: int
    right: int
    wrong: int
    strangers: int
    """Frames without a stamp that were read as one."""
    instructions: float


@dataclass(frozen=True)
class Moved:
    """One threshold, moved one way, and what that changes.

    Attributes
    ----------
    threshold : Threshold
    value : float
        What it was set to.
    counts : Counts
    lost, won : int
        Presses that are no longer read rightly, and those that are now.
    changed : int
        Frames whose reading differs in any digit.
    """

    threshold: Threshold
    value: float
    counts: Counts
    lost: int
    won: int
    changed: int

    @property
    def way(self) -> str:
        """Which way it was moved."""
        return "lowered" if self.value < self.threshold.value else "raised"

    def as_json(self) -> dict[str, object]:
        """Describe it for ``--json``."""
        return {
            "threshold": self.threshold.name,
            "moved": self.way,
            "value": self.value,
            **self.counts._asdict(),
            "lost": self.lost,
            "won": self.won,
            "changed": self.changed,
        }


def draw_blocks(families: Sequence[str], n: int, seed: int, corpus: Path | None) -> Iterator[Block]:
    """Make the frames: n presses of every row, and n frames of every kind without a stamp."""
    for name in families:
        rng = np.random.default_rng(seed)
        rows = {row: conditions(row, name) for row in NAMES} | HARD
        strangers = adversarial(family(name), panel(PANEL), n, rng)
        kinds = [strangers[kind] for kind in STRANGERS]
        if corpus is not None:
            kinds.append(load_recorded(corpus))
        yield _block(name, PANEL, list(rows.values()), kinds, n, rng)
        for other in OTHER_PANELS:
            rows = {row: conditions(row, name) for row in OTHER_ROWS}
            yield _block(name, other, list(rows.values()), [], -(-n // FEWER), rng)


def _block(
    name: str,
    screen: str,
    rows: Sequence[Conditions],
    strangers: Sequence[NDArray[np.int16]],
    n: int,
    rng: np.random.Generator,
) -> Block:
    target = panel(screen)
    stamps = family(name) if screen == PANEL else family(name).fit(target)
    frames: list[NDArray[np.int16]] = []
    merchants: list[int] = []
    counted: list[int] = []
    for held in rows:
        counted += range(len(merchants), len(merchants) + min(COUNTED, n))
        for first in range(0, n, A_FACE):
            many = min(A_FACE, n - first)
            merchant = int(rng.integers(stamps.n_ids))
            frames.append(presses(stamps.encode(merchant), target, many, rng, held).frames)
            merchants += [merchant] * many
    for kind in strangers:
        counted += range(len(merchants), len(merchants) + min(COUNTED, len(kind)))
        frames.append(kind)
        merchants += [NOBODY] * len(kind)
    return Block(
        name,
        screen,
        FrameKernel(make_tables(stamps, target)),
        np.ascontiguousarray(np.concatenate(frames)),
        np.array(merchants),
        np.array(counted),
    )


def read_blocks(blocks: Sequence[Block]) -> Readings:
    """Read all frames with the thresholds as they are set."""
    merchants, details = [], []
    for block in blocks:
        n = len(block.frames)
        outcome = np.zeros(n, np.int8)
        merchant = np.zeros(n, np.int64)
        pose = np.zeros((n, 3))
        sureness = np.zeros((n, 3))
        differs = np.zeros((n, 2), np.uint64)
        quarters = np.zeros(n, np.int8)
        block.kernel.read_block(block.frames, outcome, merchant, pose, sureness, differs, quarters)
        merchants.append(np.where(outcome == Outcome.READ, merchant, NOBODY))
        details.append(np.column_stack([pose, sureness, differs, quarters, outcome]))
    return Readings(np.concatenate(merchants), np.concatenate(details))


def measure_thresholds(
    families: Sequence[str],
    *,
    n: int,
    seed: int,
    corpus: Path | None,
    names: Sequence[str] = (),
) -> tuple[Counts, list[Moved]]:
    """Move every threshold, or those named, by a fifth either way.

    Returns
    -------
    Counts, list of Moved
        Of the reader as it is, and with each threshold lowered, then raised.

    Raises
    ------
    FileError
        The kernels have constants instead of thresholds that can be set, or valgrind is missing.
    """
    tuning = Tuning()
    wanted = [
        (threshold, value)
        for name, threshold in thresholds().items()
        if not names or name in names
        for value in threshold.moved()
    ]
    blocks = list(draw_blocks(families, n, seed, corpus))
    truth = np.concatenate([block.merchant for block in blocks])
    took = count_instructions(
        blocks, [Setting(threshold.name, value) for threshold, value in wanted]
    )
    usual = read_blocks(blocks)
    before = tally(usual, truth, took[0])
    moved = []
    with progress("thresholds moved", len(wanted)) as step:
        for (threshold, value), instructions in zip(wanted, took[1:], strict=True):
            tuning.set(threshold.name, value)
            readings = read_blocks(blocks)
            tuning.reset(threshold.name)
            was, is_now = is_right(usual, truth), is_right(readings, truth)
            moved.append(
                Moved(
                    threshold,
                    value,
                    tally(readings, truth, instructions),
                    int((was & ~is_now).sum()),
                    int((is_now & ~was).sum()),
                    int((readings.details != usual.details).any(axis=1).sum()),
                )
            )
            step()
    return before, moved


def is_right(readings: Readings, truth: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which presses were read as the merchant that was pressed."""
    right: NDArray[np.bool_] = (readings.merchant == truth) & (truth != NOBODY)
    return right


def tally(readings: Readings, truth: NDArray[np.int64], instructions: float) -> Counts:
    """Count what came of all frames."""
    held = truth != NOBODY
    read = readings.merchant != NOBODY
    right = is_right(readings, truth)
    return Counts(
        int(held.sum()),
        int(right.sum()),
        int((held & read & ~right).sum()),
        int((~held & read).sum()),
        instructions,
    )


def count_instructions(blocks: Sequence[Block], settings: Sequence[Setting]) -> list[float]:
    """Count the instructions of a read, on average: as the reader is, then for each setting.

    Raises
    ------
    FileError
        valgrind is not installed, or did not deliver every figure.
    """
    counted = [block for block in blocks if block.panel == PANEL]
    total = np.zeros(1 + len(settings))
    for block in counted:
        arguments = [f"{name}={value!r}" for name, value in settings]
        replay = ("benchmarks.lattice.tuned_replay", block.family, block.panel, *arguments)
        total += count_blocks(block.frames[block.counted], len(total), replay)
    average: list[float] = (total / sum(len(block.counted) for block in counted)).tolist()
    return average
