"""How large the frames of a file are: what its format says, and what its counts suggest.

Counts in a row have the row above them one row length away, and touches make both alike: the mean
difference of counts that far apart has a minimum there. Frames repeat in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec.fileformat import NPY, NPZ, TABLE, TOUCH
from stampcodec.frames import csvfile, npy, npz, touch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from stampcodec.fileformat import Format
    from stampcodec.frames.stored import Stored

# Fewer lines on an axis are a slider; more than this nobody has seen.
LEAST_LINES, MOST_LINES = 6, 256
# The mean difference one row length away, over the median of all distances: at most 0.88 in 130
# stretches of CapFingerId, 0.69 for stamps on all built-in panels. That of noise is 1 and scatters
# by 0.76 over the root of the number of pairs; four times that is chance.
ALIKE, CHANCE = 0.9, 3.0
# Of the sides of a screen: 21 to 9.
MOST_RATIO = 2.4
# Enough for the estimate, and done in a tenth of a second.
MOST_COUNTS = 200_000
# Wrong cells and edges must not outweigh the rest.
MOST_DIFFERENCE = 200


class Unit(NamedTuple):
    """The shape in which a file can be read, whatever the panel."""

    shape: tuple[int, int]
    is_frame: bool
    """Whether that is a frame, and not just a line of counts."""


def unit_of(form: Format, stored: Stored) -> Unit:
    """Return what a file says of the size of its frames; the source is at its start again."""
    source = stored.source
    source.rewind()
    if form is NPZ:
        with npz.array_in(stored) as inside:
            found = _npy_unit(npy.header(inside).shape)
    elif form is NPY:
        found = _npy_unit(npy.header(stored).shape)
    elif form is TABLE:
        found = Unit(*csvfile.shape_of(stored))
    elif form is TOUCH:
        panel = touch.panel_of(source)
        found = Unit((panel.rows, panel.columns), is_frame=True)
    else:
        found = Unit((1, 1), is_frame=False)
    source.rewind()
    return found


def _npy_unit(shape: tuple[int, ...]) -> Unit:
    if len(shape) == 3:
        return Unit((shape[1], shape[2]), is_frame=True)
    return Unit((1, shape[-1] if shape else 1), is_frame=False)


def likely_shape(
    counts: NDArray[np.int16], line: int, shapes: Iterable[tuple[int, int]], *, whole: bool = True
) -> tuple[int, int] | None:
    """Guess rows and columns, as stored, of frames whose counts follow each other.

    Parameters
    ----------
    counts : int16 (m,)
        From the start of a frame on.
    line : int
        Counts in a line of the file, a row or a frame; 1 where there are no lines.
    shapes : iterable of (int, int)
        Of known panels, the likelier first.
    whole : bool
        The counts end where a frame does.

    Returns
    -------
    (int, int) or None
    """
    columns = row_length(counts, line)
    for shape in shapes:
        nodes = shape[0] * shape[1]
        ends = not (whole and len(counts) % nodes)
        if ends and (line == shape[1] or (line in (1, nodes) and columns in (None, shape[1]))):
            return shape
    if columns is None or (whole and len(counts) % columns):
        return None
    if line not in (1, columns):
        return line // columns, columns
    lines = len(counts) // columns
    rows = [n for n in range(LEAST_LINES, min(lines, MOST_LINES) + 1) if not (whole and lines % n)]
    alike = _differences(counts, [columns * n for n in rows if n < lines])
    # Frames at rest repeat better than rows do.
    if len(alike) and alike.min() < _differences(counts, [columns])[0]:
        return rows[int(np.argmin(alike))], columns
    single = whole and lines in rows and max(lines, columns) <= MOST_RATIO * min(lines, columns)
    return (lines, columns) if single else None


def row_length(counts: NDArray[np.int16], line: int = 1) -> int | None:
    """Estimate how many counts make a row, a part of a line; None where nothing suggests it."""
    most = min(MOST_LINES, len(counts) // 2)
    found = _differences(counts, list(range(1, most)))
    lags = np.arange(LEAST_LINES, most - 1)
    if not len(lags):
        return None
    if line > 1:
        lags = lags[line % lags == 0]
    else:
        lags = lags[(found[lags - 1] < found[lags - 2]) & (found[lags - 1] <= found[lags])]
    if not len(lags):
        return None
    best = int(lags[np.argmin(found[lags - 1])])
    limit = min(ALIKE, 1.0 - CHANCE / np.sqrt(len(counts) - best))
    return best if found[best - 1] < limit * np.median(found) else None


def _differences(counts: NDArray[np.int16], lags: list[int]) -> NDArray[np.float64]:
    some = counts[:MOST_COUNTS].astype(np.int32)
    return np.array(
        [np.minimum(np.abs(some[lag:] - some[:-lag]), MOST_DIFFERENCE).mean() for lag in lags]
    )
