"""Frames that nobody pressed: whatever an int16 array can hold, shaped to look like touches."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import stampcodec as sc
from tests.reference.stage import STAGES, Stage, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWEST, HIGHEST = -32768, 32767
COUNTS = st.integers(LOWEST, HIGHEST)
# What matters to somebody: nothing, noise, a dot, a finger, full scale.
TELLING = st.sampled_from([LOWEST, -256, -20, -1, 0, 1, 2, 5, 11, 20, 60, 90, 200, 710, HIGHEST])


@dataclass(frozen=True)
class Odd:
    """A panel that nobody makes, and the pitch of the faces read on it."""

    rows: int
    columns: int
    pitch_mm: float
    family_pitch_mm: float


ODD = [
    Odd(1, 1, 4.1, 5.0),
    Odd(2, 40, 4.1, 6.0),
    Odd(40, 2, 4.1, 6.0),
    Odd(5, 5, 4.1, 5.0),
    Odd(27, 15, 4.1, 8.0),
    Odd(27, 15, 4.1, 3.7),
    Odd(27, 15, 30.0, 27.0),
    Odd(40, 40, 1.0, 5.0),
    Odd(9, 200, 2.0, 3.0),
]


@cache
def odd_stage(family_name: str, odd: Odd) -> Stage:
    """Set a stage on an odd panel; its faces may be larger than the panel."""
    family = sc.family(family_name, pitch_mm=odd.family_pitch_mm)
    panel = sc.Panel(rows=odd.rows, columns=odd.columns, pitch_mm=odd.pitch_mm)
    with warnings.catch_warnings():
        # Odd panels are the point: whatever the limits say, a reader must stay sound on them.
        warnings.simplefilter("ignore", sc.UnfitWarning)
        return Stage(family, panel, sc.FrameReader(family, panel))


PRESETS = st.sampled_from(STAGES).map(lambda names: stage(*names))
ODDITIES = st.tuples(st.sampled_from(["lattice7", "lattice8"]), st.sampled_from(ODD)).map(
    lambda pair: odd_stage(*pair)
)


def clipped(counts: NDArray[np.float64]) -> NDArray[np.int16]:
    """Round to int16, at full scale where it is more."""
    return np.rint(counts).clip(LOWEST, HIGHEST).astype(np.int16)


@st.composite
def spikes(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw a few nodes of any count on a quiet frame."""
    frame = np.full(shape, draw(st.sampled_from([0, 0, 1, -3, 8])), np.int16)
    place = st.tuples(st.integers(0, shape[0] - 1), st.integers(0, shape[1] - 1))
    for (row, column), count in draw(st.lists(st.tuples(place, COUNTS | TELLING), max_size=40)):
        frame[row, column] = count
    return frame


@st.composite
def gradients(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw a plane, wrapped round or clipped."""
    rows, columns = shape
    plane = np.add.outer(
        np.arange(rows) * draw(st.integers(-3000, 3000)),
        np.arange(columns) * draw(st.integers(-3000, 3000)),
    )
    plane = plane + draw(COUNTS)
    return plane.astype(np.int16) if draw(st.booleans()) else clipped(plane.astype(float))


@st.composite
def boards(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw a chequered board, stripes at the extreme."""
    down, across = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    squares = np.add.outer(np.arange(shape[0]) // down, np.arange(shape[1]) // across) % 2
    return np.where(squares, draw(COUNTS | TELLING), draw(COUNTS | TELLING)).astype(np.int16)


@st.composite
def noises(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw white noise of any loudness, with louder lines now and then."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    loud = 10 ** draw(st.floats(-1, 4.5))
    lines = 10 ** draw(st.floats(-1, 4.5))
    return clipped(
        loud * random.standard_normal(shape) + lines * random.standard_normal((shape[0], 1))
    )


@st.composite
def heaps(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw round blobs, fingers and worse, anywhere."""
    row, column = np.indices(shape)
    counts = np.zeros(shape)
    for _ in range(draw(st.integers(1, 12))):
        y, x = draw(st.floats(-2, shape[0] + 2)), draw(st.floats(-2, shape[1] + 2))
        wide, high = draw(st.floats(0.2, 6)), draw(st.floats(-300, 800))
        counts += high * np.exp(-((row - y) ** 2 + (column - x) ** 2) / (2 * wide**2))
    return clipped(counts)


@st.composite
def dotted(draw: st.DrawFn, shape: tuple[int, int]) -> NDArray[np.int16]:
    """Draw nodes at every so many steps: as near to a face as chance comes."""
    frame = np.zeros(shape, np.int16)
    down, across = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    grid = frame[draw(st.integers(0, 3)) :: down, draw(st.integers(0, 3)) :: across]
    grid[...] = draw(TELLING) * (random.random(grid.shape) < draw(st.floats(0.1, 1)))
    return frame


def frames(shape: tuple[int, int]) -> st.SearchStrategy[NDArray[np.int16]]:
    """Any frame that holds no stamp."""
    return st.one_of(
        arrays(np.int16, shape, elements=COUNTS | TELLING),
        TELLING.map(lambda count: np.full(shape, count, np.int16)),
        spikes(shape),
        gradients(shape),
        boards(shape),
        noises(shape),
        heaps(shape),
        dotted(shape),
    )
