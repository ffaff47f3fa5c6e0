r"""The readout: a frame is taken while the next one is still being written, so it is torn.

In the recorded frames the first nodes, up to one in rows 0 to 11, are those of the frame before, to
the last count, and the node that was being written is often wrong::

    frame 7            frame 8, torn at row 2, column 3
    a7 a7 a7 a7 a7     a7 a7 a7 a7 a7
    b7 b7 b7 b7 b7     b7 b7 b7 b7 b7
    c7 c7 c7 c7 c7     c7 c7 c7 ## c8
    d7 d7 d7 d7 d7     d8 d8 d8 d8 d8

A wrong node stays until its place is written again, so that wrong nodes gather in the first rows
and most of them are wrong again in the next frame; and the frame correlates with the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import TypeVar

    import numpy.typing as npt

    from emulator.screen.glass import Readout

    Count = TypeVar("Count", bound=np.generic)


class Tears(NamedTuple):
    """Where `n` frames are torn.

    Attributes
    ----------
    source : ndarray of int, shape (n, rows * columns), or None
        Which frame each node is from, -1 for what was there before the first; None where all
        frames are whole.
    wrong : ndarray of int16, shape (n, rows, columns)
        Value of the wrong nodes that appear in each frame; 0 elsewhere.
    """

    source: npt.NDArray[np.intp] | None
    wrong: npt.NDArray[np.int16]


def draw_tears(n: int, shape: tuple[int, int], readout: Readout, rng: np.random.Generator) -> Tears:
    """Draw where frames are torn and which nodes that makes wrong."""
    rows, columns = shape
    wrong = np.zeros((n, rows * columns), dtype=np.int16)
    if readout.whole_share == 1:
        return Tears(None, wrong.reshape(n, rows, columns))
    row = _drawn(readout.row_shares[:rows], n, rng)
    node = row * columns + rng.integers(columns, size=n)
    is_torn = rng.random(n) >= readout.whole_share
    node *= is_torn
    frame = np.arange(n)
    is_new = np.arange(rows * columns) >= node[:, None]
    source = np.maximum.accumulate(np.where(is_new, frame[:, None], -1), axis=0)
    kind = _drawn(readout.value_weights, n, rng)
    edges = np.array(readout.edges)
    value = edges[kind] + rng.random(n) * (edges[kind + 1] - edges[kind])
    wrong[frame, node] = np.rint(value) * (is_torn & (rng.random(n) < readout.wrong_share))
    return Tears(source, wrong.reshape(n, rows, columns))


def torn(whole: npt.NDArray[Count], before: npt.NDArray[Count], tears: Tears) -> npt.NDArray[Count]:
    """Put frames together from nodes of their own and nodes left from before.

    Parameters
    ----------
    whole : ndarray, shape (n, rows, columns)
        Frames as they would be without tears.
    before : ndarray, shape (rows, columns)
        What was delivered before the first of them.
    tears : Tears

    Returns
    -------
    ndarray, shape (n, rows, columns)
        `whole` itself where nothing is torn.
    """
    if tears.source is None:
        return whole
    n = len(whole)
    both = np.concatenate([before[None], whole]).reshape(n + 1, -1)
    return both[tears.source + 1, np.arange(both.shape[1])].reshape(whole.shape)


def _drawn(weights: tuple[float, ...], n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Draw a class for each of `n`, among classes of these weights."""
    upto = np.cumsum(weights)
    return np.searchsorted(upto / upto[-1], rng.random(n), side="right")
