"""What a table of patterns lets through: its separation, mirrored stamps, strangers.

python tools/pattern_search/compare.py [TABLE.csv] [--trials N] [--seed S]

Accepted is what lies within 1.5 mm of a pattern at some scale from 5.4 to 7.2 px/mm, by the measure
alone; a reader that weighs the runner-up accepts less. Everything is drawn from one seed.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.touch.measure import (
    bound,
    correlation,
    correlation_bound,
    distance,
    mirrored,
    self_distance,
    spans,
    squares,
)
from stampcodec.touch.numbers import PX_PER_MM

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Dots = NDArray[np.float64]

TABLE = Path(__file__).parents[2] / "stampcodec" / "touch" / "touch5.csv"
RADIUS_MM = 1.5
FINGERS_MM = 12.0
SCREEN_MM = (60.0, 90.0)
HAND_MM = 22.0
JITTERS_MM = (0.0, 0.2, 0.3, 0.4)
ROWS = 512


def least(dots: Dots, other: Callable[[Dots], Dots], *, itself: bool) -> float:
    """Return the least distance of a pattern and another, or of a pattern and what it becomes."""
    found = math.inf
    for row in range(0, len(dots), ROWS):
        near = np.triu(bound(dots[row : row + ROWS], dots[row:]) < 3.1, k=0 if itself else 1)
        first, second = (index + row for index in np.nonzero(near))
        for part in range(0, len(first), 4096):
            i, j = first[part : part + 4096], second[part : part + 4096]
            found = min(found, distance(dots[i], other(dots[j])).min(initial=math.inf))
    return found


def accepted(points: Dots, dots: Dots) -> int:
    """Count the sets of points (n, 5, 2), px, that lie within the radius of some pattern."""
    count = 0
    sizes = squares(dots)
    for row in range(0, len(points), ROWS):
        part = points[row : row + ROWS]
        low = left(squares(part)[:, None], sizes, correlation_bound(part, dots))
        i, j = np.nonzero(low <= RADIUS_MM**2 + 1e-6)
        near = left(squares(part[i]), sizes[j], correlation(part[i], dots[j])) <= RADIUS_MM**2
        count += len(np.unique(i[near]))
    return count


def left(
    points: NDArray[np.float64], pattern: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared residual, mm, of points at their best scale."""
    mm_per_px = np.clip(c / points, 1 / PX_PER_MM[1], 1 / PX_PER_MM[0])
    return np.asarray(pattern + mm_per_px * (mm_per_px * points - 2 * c))


def pressed(dots: Dots, random: np.random.Generator, jitter_mm: float) -> Dots:
    """Add errors, then scale. Turn, shift and order make no difference to the measure."""
    scale = random.uniform(*PX_PER_MM, (len(dots), 1, 1))
    return scale * (dots + jitter_mm * random.standard_normal(dots.shape))


def fingers(n: int, random: np.random.Generator, *, hand: bool) -> Dots:
    """Draw n sets of five fingers 12 mm apart, anywhere on a screen or in a disc."""
    kept: list[Dots] = []
    while sum(map(len, kept)) < n:
        dots = random.random((50_000, 5, 2)) * ((2 * HAND_MM,) * 2 if hand else SCREEN_MM)
        good = spans(dots)[:, 0] >= FINGERS_MM
        if hand:
            good &= np.hypot(*np.moveaxis(dots - HAND_MM, 2, 0)).max(axis=1) <= HAND_MM
        kept.append(dots[good])
    return np.concatenate(kept)[:n]


def main() -> None:
    """Print the figures of one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE)
    parser.add_argument("--trials", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dots = np.loadtxt(asked.table, delimiter=",").reshape(-1, 5, 2) / 10
    random = np.random.default_rng(asked.seed)
    print(f"{asked.table.name}: {len(dots)} patterns, seed {asked.seed}")
    print(f"least distance of two patterns   {least(dots, lambda d: d, itself=False):.4f} mm")
    print(f"  of one from itself             {self_distance(dots).min():.4f} mm")
    print(f"  of one and a mirror image      {least(dots, mirrored, itself=True):.4f} mm")
    nearest = spans(dots)[:, 0]
    print(f"nearest two dots of a pattern    {nearest.min():.2f} to {nearest.max():.2f} mm")
    for jitter_mm in JITTERS_MM:
        n = asked.trials if jitter_mm else len(dots)
        tried = np.resize(np.arange(len(dots)), n)
        report(
            f"mirrored, {jitter_mm} mm jitter",
            accepted(pressed(mirrored(dots[tried]), random, jitter_mm), dots),
            n,
        )
    for name, hand in (("random fingers", False), ("hand-sized", True)):
        points = pressed(fingers(asked.trials, random, hand=hand), random, 0.0)
        report(name, accepted(points, dots), asked.trials)


def report(name: str, count: int, n: int) -> None:
    """Print a count, its share, and two standard errors of that."""
    share = count / n
    error = 2 * math.sqrt(share * (1 - share) / n)
    print(f"accepted: {name:22} {count:7} of {n}, {100 * share:.4f} +- {100 * error:.4f} %")


if __name__ == "__main__":
    main()
