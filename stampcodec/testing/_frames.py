"""Frames: any int16 array, most often one that looks like something to a reader.

::

    nodes    a few nodes of any count

    layers   level   gradient   board    ┐
             lines   blobs      grid     ├─► sum ─► clipped or wrapped ─► 0 outside of a window
             texture            noise    ┘

    bytes    every node on its own                     ─► 0 outside of a window

A layer is a kind and eight counts, which each kind reads in its own way. The window is what makes
an example small: it shrinks to the nodes that the failure needs, whatever filled them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from stampcodec.testing.exhibit import show_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._panel import Panel

    Shape = tuple[int, int]
    Layer = NDArray[np.float64]

LOWEST, HIGHEST = -32768, 32767
# What matters to somebody: nothing, noise, a dot, a finger, a wrong cell, full scale.
TELLING = (0, 1, 2, 5, 11, 20, 60, 90, 200, 710, HIGHEST, -1, -20, -256, LOWEST)
COUNTS = st.one_of(st.sampled_from(TELLING), st.integers(LOWEST, HIGHEST))
EIGHT = st.tuples(*[COUNTS] * 8)
MOST_LAYERS, MOST_NODES = 4, 40
# More takes too much of what Hypothesis can draw in an example.
MOST_BYTES = 4096
# Loudness of noise in tenths of a decade: from a tenth of a count to full scale.
LOUDEST = 55


def frames(panel: Panel, *, most_layers: int = MOST_LAYERS) -> st.SearchStrategy[NDArray[np.int16]]:
    """Draw any frame of a panel, biased to what breaks readers.

    Frames that look like fingers, palms, wrong cells, faulty lines, saturation, wrapped counts,
    noise of any loudness, and dots on a lattice that is nobody's. None holds a stamp; presses are
    in `emulator.testing`.

    Parameters
    ----------
    panel : Panel
        Its rows and columns count.
    most_layers : int
        How many of these at once.

    Returns
    -------
    strategy of int16 (rows, columns)
        Shrinks to the fewest nodes that are not 0. A frame on which a test fails is written to a
        file and drawn, and the failure prints the command that reads it.
    """

    def shown(frame: NDArray[np.int16]) -> NDArray[np.int16]:
        show_frame(frame, panel)
        return frame

    return any_frames((panel.rows, panel.columns), most_layers).map(shown)


def any_frames(
    shape: Shape, most_layers: int = MOST_LAYERS
) -> st.SearchStrategy[NDArray[np.int16]]:
    """Draw frames as `frames` does, of which a failure shows nothing."""
    layered = _layered(shape, most_layers)
    # Layers are what readers meet; the others are there because nothing is impossible.
    return st.one_of(_nodes(shape), layered, layered, _bytes(shape))


@st.composite
def _nodes(draw: st.DrawFn, shape: Shape) -> NDArray[np.int16]:
    """Draw a few nodes of any count: wrong cells."""
    frame = np.zeros(shape, np.int16)
    node = st.tuples(st.integers(0, frame.size - 1), COUNTS)
    for place, count in draw(st.lists(node, max_size=MOST_NODES)):
        frame.flat[place] = count
    return frame


@st.composite
def _layered(draw: st.DrawFn, shape: Shape, most: int) -> NDArray[np.int16]:
    """Draw layers on top of each other, clipped at full scale or wrapped round, in a window."""
    counts = np.zeros(shape)
    for kind, eight in draw(st.lists(st.tuples(st.sampled_from(KINDS), EIGHT), max_size=most)):
        counts += kind(shape, eight)
    whole = np.rint(counts).astype(np.int64)
    if draw(st.booleans()):
        whole = whole.clip(LOWEST, HIGHEST)
    return _in_a_window(draw, whole.astype(np.int16))


@st.composite
def _bytes(draw: st.DrawFn, shape: Shape) -> NDArray[np.int16]:
    """Draw the counts of a frame as bytes, repeated where a large frame has more nodes."""
    n = min(2 * shape[0] * shape[1], MOST_BYTES)
    counts = np.frombuffer(draw(st.binary(min_size=n, max_size=n)), "<i2")
    return _in_a_window(draw, np.resize(counts, shape).astype(np.int16))


def _in_a_window(draw: st.DrawFn, counts: NDArray[np.int16]) -> NDArray[np.int16]:
    window = np.ix_(*(_window(draw, n) for n in counts.shape))
    frame = np.zeros_like(counts)
    frame[window] = counts[window]
    return frame


def _window(draw: st.DrawFn, n: int) -> NDArray[np.intp]:
    """Draw which of `n` lines are inside of a window: all of them in half of the cases."""
    size = min(draw(st.integers(0, 2 * n)), n)
    return (draw(st.integers(0, n - 1)) + np.arange(size)) % n


def level(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Lift or lower all nodes."""
    return np.full(shape, float(eight[0]))


def gradient(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Tilt the frame."""
    plane: Layer = np.add.outer(
        eight[0] / 10 * np.arange(shape[0]), eight[1] / 10 * np.arange(shape[1])
    )
    return plane


def board(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Lay out a chequered board, or stripes, between two counts."""
    down, across = 1 + eight[0] % 5, 1 + eight[1] % 5
    squares = np.add.outer(np.arange(shape[0]) // down, np.arange(shape[1]) // across) % 2
    return np.where(squares == 0, float(eight[2]), float(eight[3]))


def lines(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Set two rows and two columns off as a whole."""
    counts = np.zeros(shape)
    for at in (0, 2):
        counts[eight[at] % shape[0]] += eight[at + 1]
        counts[:, eight[at + 4] % shape[1]] += eight[at + 5]
    return counts


def blobs(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Set down two round things, at the edges too: fingers, palms, holes."""
    row, column = np.indices(shape)
    counts = np.zeros(shape)
    for y, x, wide, high in (eight[:4], eight[4:]):
        square = (row - y % (4 * shape[0]) / 4) ** 2 + (column - x % (4 * shape[1]) / 4) ** 2
        counts += high * np.exp(-square / (2 * (0.2 + wide % 60 / 10) ** 2))
    return counts


def grid(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Set dots at every so many nodes, some of them: as near to a face as chance comes."""
    counts = np.zeros(shape)
    spots = counts[eight[0] % 4 :: 1 + eight[1] % 4, eight[2] % 4 :: 1 + eight[3] % 4]
    pattern = (eight[4] % 2**15) << 15 | eight[5] % 2**15
    spots[...] = eight[6] * np.resize((pattern >> np.arange(30)) & 1, spots.shape)
    return counts


def texture(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Repeat up to seven counts over the whole frame."""
    return np.resize(np.array(eight[: 1 + eight[7] % 7], np.float64), shape)


def noise(shape: Shape, eight: tuple[int, ...]) -> Layer:
    """Add white noise of any loudness, and rows that are louder; loudness 0 is silence."""
    random = np.random.default_rng([eight[2] % 2**16, eight[3] % 2**16])
    white, rows = (
        0.0 if tenths == 0 else 10 ** (tenths / 10 - 1)
        for tenths in (eight[0] % (LOUDEST + 1), eight[1] % (LOUDEST + 1))
    )
    heard: Layer = white * random.standard_normal(shape)
    return heard + rows * random.standard_normal((shape[0], 1))


KINDS = (level, blobs, lines, grid, board, gradient, texture, noise)
