r"""The readout: a frame is taken while the next one is still being written, so it is torn.

In the recorded frames the first k rows, 0 to 11, are those of the frame before, to the last count,
and row k, the one that was being written, often holds a wrong node::

    frame 7            frame 8, k = 3
    row 0  a7          a7
    row 1  b7          b7
    row 2  c7          c7
    row 3  d7          d8 with a wrong node
    row 4  e7          e8
    ...

A wrong node in a row stays as long as the row does, so that wrong nodes gather in the first rows
and most of them are wrong again in the next frame; and the frame correlates with the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import TypeVar

    import numpy.typing as npt

    Count = TypeVar("Count", bound=np.generic)


@dataclass(frozen=True)
class Readout:
    """How frames are torn; empty for a panel whose frames are whole.

    Attributes
    ----------
    stale_shares : tuple of float
        Share of frames whose first 0, 1, 2 ... rows are left from the frame before.
    wrong_shares : tuple of float
        Share of torn rows with 0, 1, 2 ... wrong nodes.
    edges, value_weights : tuple of float
        Values of wrong nodes, counts, as in `emulator.sensor.impulses.Impulses`.
    """

    stale_shares: tuple[float, ...] = ()
    wrong_shares: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    value_weights: tuple[float, ...] = ()


class Tears(NamedTuple):
    """Where `n` frames are torn.

    Attributes
    ----------
    source : ndarray of int, shape (n, rows)
        Which frame each row is from; -1 for what was there before the first.
    wrong : ndarray of int16, shape (n, rows, columns)
        Value of the wrong nodes that appear in each frame; 0 elsewhere.
    """

    source: npt.NDArray[np.intp]
    wrong: npt.NDArray[np.int16]


def draw_tears(n: int, shape: tuple[int, int], readout: Readout, rng: np.random.Generator) -> Tears:
    """Draw where frames are torn and which nodes that makes wrong."""
    rows, columns = shape
    wrong = np.zeros((n, rows, columns), dtype=np.int16)
    if not readout.stale_shares:
        return Tears(np.repeat(np.arange(n)[:, None], rows, axis=1), wrong)
    stale = _drawn(readout.stale_shares[:rows], n, rng)
    is_new = np.arange(rows) >= stale[:, None]
    frame = np.where(is_new, np.arange(n)[:, None], -1)
    source: npt.NDArray[np.intp] = np.maximum.accumulate(frame, axis=0)
    struck = np.repeat(np.arange(n), _drawn(readout.wrong_shares, n, rng))
    kind = _drawn(readout.value_weights, len(struck), rng)
    edges = np.array(readout.edges)
    value = edges[kind] + rng.random(len(struck)) * (edges[kind + 1] - edges[kind])
    wrong[struck, stale[struck], rng.integers(columns, size=len(struck))] = np.rint(value)
    return Tears(source, wrong)


def torn(whole: npt.NDArray[Count], before: npt.NDArray[Count], tears: Tears) -> npt.NDArray[Count]:
    """Put frames together from rows of their own and rows left from before.

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
        A new array.
    """
    both = np.concatenate([before[None], whole])
    return both[tears.source + 1, np.arange(whole.shape[1])]


def _drawn(weights: tuple[float, ...], n: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    share = np.cumsum(weights)
    return np.searchsorted(share / share[-1], rng.random(n), side="right")
