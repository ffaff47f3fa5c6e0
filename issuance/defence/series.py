"""The sample series of a press, laid out so that two of them can be compared.

::

    samples, px ─► the face's own frame, mm ─► dot by dot, the mean press upright ─► 1/100 mm
                   shift, turn, scale removed  in the order of the pattern           int16

What is left is the rubber's own errors, the driver's, and how the hand moved and trembled.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stampcodec.touch.numbers import N_DOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Complex = NDArray[np.complex128]

# int16 then reaches 327 mm, as far as a swipe goes.
UNITS_PER_MM = 100.0
MOST_UNITS = 32_767
STORED = np.dtype("<i2")
# How far the mean press is off is kept finer, in front of the places.
OFF_UNITS_PER_MM = 4000.0
# Cells of the key: a replay's mean press is off by less than half of the spare, whole pixels and
# missing ends included (0.03 mm, `python -m benchmarks forgery`), two presses' by several cells.
CELL_MM, SPARE_MM = 0.2, 0.06
# Fewer samples may be a cut of a longer press: their mean is off by more than the whole's. One of
# so few that it says nothing by its trembling may be any sample of any press: it has no near cells.
CUT_SAMPLES, CUT_SPARE_MM, FEWEST_SAMPLES = 16, 0.12, 10
# Times the median that a sample may tremble; of Gaussian ones one in a hundred thousand does more.
WILD = 2.2
# Standard deviations that a coordinate may tremble; how many medians one is, and the least, mm.
CLIPPED, NORMAL, LEAST_MM = 2.5, 1.4826, 0.02
# As many as `touch5` has are kept at hand.
MOST_PATTERNS = 4096
# Dimensions of five points without shift, turn and scale.
FREE = 2 * N_DOTS - 4
OFF_BYTES, SAMPLE_BYTES = FREE * STORED.itemsize, 2 * N_DOTS * STORED.itemsize


class Series(NamedTuple):
    """The samples of one press.

    Attributes
    ----------
    places : complex (t, 5)
        mm, in the frame of the face, in the order of its dots.
    off : float64 (6,)
        How far the mean press is off the pattern, mm, free of shift, turn and scale.
    """

    places: Complex
    off: NDArray[np.float64]

    @property
    def stored(self) -> bytes:
        """The series as it is kept; the inverses are `kept_offs` and `kept_block`."""
        points = np.stack([self.places.real, self.places.imag], axis=-1)
        numbers = [self.off * OFF_UNITS_PER_MM, points.ravel() * UNITS_PER_MM]
        units = np.clip(np.rint(np.concatenate(numbers)), -MOST_UNITS, MOST_UNITS)
        return units.astype(STORED).tobytes()

    @property
    def key(self) -> str:
        """Name of the cell that the mean press lies in."""
        return _name(np.floor(self.off / CELL_MM))

    @property
    def is_short(self) -> bool:
        """Whether there are too few samples to know a press by how it trembles."""
        return len(self.places) < FEWEST_SAMPLES

    @property
    def similar_keys(self) -> tuple[str, ...] | None:
        """Names of all cells that what this replays may lie in; None: any."""
        if self.is_short:
            return None
        spare = SPARE_MM if len(self.places) >= CUT_SAMPLES else CUT_SPARE_MM
        ranges = [
            range(int(low), int(high) + 1)
            for low, high in zip(
                np.floor((self.off - spare) / CELL_MM).tolist(),
                np.floor((self.off + spare) / CELL_MM).tolist(),
                strict=True,
            )
        ]
        return tuple(_name(cell) for cell in product(*ranges))


def series_of(samples: NDArray[np.float64], dots: NDArray[np.float64]) -> Series | None:
    """Bring the samples of a press into the frame of its face.

    Parameters
    ----------
    samples : float64 (t, 5, 2)
        Any unit, any turn; the same touch in the same place of every sample.
    dots : float64 (5, 2)
        The pattern that was read in them, mm.

    Returns
    -------
    Series or None
        None where the samples are no press of that pattern.
    """
    points = samples[..., 0] + 1j * samples[..., 1]
    pattern = _centred(dots[:, 0] + 1j * dots[:, 1])
    mean = np.median(points.real, axis=0) + 1j * np.median(points.imag, axis=0)
    turn, order = _matched(_centred(mean), pattern)
    if turn == 0:
        return None
    places = (points[:, order] - mean.mean()) * turn
    average = places.mean(axis=0)
    places = (places - average.mean()) * _turn(_centred(average), pattern)
    places = _tamed(places)
    off = _centred(places.mean(axis=0)) - pattern
    return Series(places, _basis(pattern.tobytes()) @ np.concatenate([off.real, off.imag]))


def kept_offs(stored: Sequence[bytes]) -> NDArray[np.float64]:
    """Return `Series.off` of many that were kept (m, 6)."""
    heads = b"".join(each[:OFF_BYTES] for each in stored)
    return np.frombuffer(heads, STORED).reshape(-1, FREE) / OFF_UNITS_PER_MM


def kept_block(stored: Sequence[bytes]) -> tuple[Complex, NDArray[np.intp]]:
    """Return `Series.places` of some that were kept, (m, u, 5), and the samples of each.

    Each is followed by zeros where it is shorter than the longest.
    """
    longest = max(map(len, stored))
    padded = b"".join(each.ljust(longest, b"\0")[OFF_BYTES:] for each in stored)
    points = np.frombuffer(padded, STORED).reshape(len(stored), -1, N_DOTS, 2) / UNITS_PER_MM
    lengths = (np.array([*map(len, stored)], dtype=np.intp) - OFF_BYTES) // SAMPLE_BYTES
    return points[..., 0] + 1j * points[..., 1], lengths


def about_drift(places: Complex) -> Complex:
    """Take its own mean and steady drift from each point of a series."""
    time = np.arange(len(places)) - (len(places) - 1) / 2
    about = places - places.mean(axis=0)
    spread = float((time**2).sum())
    if spread > 0:
        about = about - time[:, None] * (time[:, None] * about).sum(axis=0) / spread
    trembling: Complex = about
    return trembling


def _tamed(places: Complex) -> Complex:
    """Take from samples and coordinates what no Gaussian does: leaps are common to many presses.

    Two dots that merge for a scan, an impulse beside a dot: they come at the same moments of a
    press, and would make two presses look like one.
    """
    trembling = about_drift(places)
    size = np.sqrt((np.abs(trembling) ** 2).sum(axis=1))
    wild = size > WILD * np.median(size)
    kept_back = np.where(wild[:, None], 0, trembling)
    parts = np.stack([kept_back.real, kept_back.imag])
    most = CLIPPED * max(float(np.median(np.abs(parts))) * NORMAL, LEAST_MM)
    parts = np.clip(parts, -most, most)
    tamed: Complex = places - trembling + parts[0] + 1j * parts[1]
    return tamed


def _matched(shape: Complex, pattern: Complex) -> tuple[complex, list[int]]:
    """Find the turn and scale that lay a shape on a pattern, and which point is which dot.

    Any point may be any dot; two dots fix the rest. The pattern was read, so one way fits.
    """
    best: tuple[float, complex, list[int]] = (np.inf, 0j, [])
    far = int(np.abs(pattern).argmax())
    for first in range(N_DOTS):
        if shape[first] == 0:
            continue
        turn = complex(pattern[far] / shape[first])
        apart = np.abs(shape[None] * turn - pattern[:, None])
        order = apart.argmin(axis=1).tolist()
        if len(set(order)) == N_DOTS:
            turn = _turn(shape[order], pattern)
            left = float((np.abs(shape[order] * turn - pattern) ** 2).sum())
            best = min(best, (left, turn, order), key=lambda found: found[0])
    return best[1], best[2]


def _turn(shape: Complex, pattern: Complex) -> complex:
    square = float((np.abs(shape) ** 2).sum())
    return complex((pattern * shape.conj()).sum() / square) if square > 0 else 0j


def _centred(points: Complex) -> Complex:
    centred: Complex = points - points.mean()
    return centred


@lru_cache(MOST_PATTERNS)
def _basis(pattern_bytes: bytes) -> NDArray[np.float64]:
    """Return six directions (6, 10) that no shift, turn or scale of a pattern moves along.

    By Gram and Schmidt, one vector after the other, so that every machine finds the same ones.
    """
    pattern = np.frombuffer(pattern_bytes, dtype=np.complex128)
    ones, zeros = np.ones(N_DOTS), np.zeros(N_DOTS)
    found = [
        np.concatenate([ones, zeros]),
        np.concatenate([zeros, ones]),
        np.concatenate([pattern.real, pattern.imag]),
        np.concatenate([-pattern.imag, pattern.real]),
    ]
    # About their centroid, the points make these four orthogonal.
    found = [vector / np.sqrt(vector @ vector) for vector in found]
    axes = list(np.eye(2 * N_DOTS))
    for _ in range(FREE):
        rests = [axis - sum((axis @ each) * each for each in found) for axis in axes]
        longest = max(range(len(rests)), key=lambda k: round(float(rests[k] @ rests[k]), 6))
        found.append(rests[longest] / np.sqrt(rests[longest] @ rests[longest]))
        del axes[longest]
    return np.array(found[-FREE:])


def _name(cell: Iterable[float]) -> str:
    return ",".join(str(int(number)) for number in cell)
