"""A frame as a person can look at it: as text for a terminal, and as SVG.

Both show every node's count, and leave out what lies outside of the nodes that are not 0.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Wider text is broken by terminals.
MOST_CHARACTERS = 110
NODE_PX, MARGIN_PX = 34, 30
# From white to a deep blue for touches, to a deep red for counts below 0.
TOUCH, HOLE, INK = (13, 35, 70), (150, 30, 50), "#1f2430"


def as_text(frame: NDArray[np.int16]) -> str:
    """Return the counts of the nodes around all that are not 0, a row a line.

    A part that is too wide for a terminal is shown as digits: tenths of the highest count, ``-``
    for counts below 0.

    Parameters
    ----------
    frame : int16 (rows, columns)
    """
    used = frame != 0
    if frame.min() == frame.max():
        return f"all counts are {frame.flat[0]}"
    rows_used, columns_used = (np.flatnonzero(used.any(axis=axis)).tolist() for axis in (1, 0))
    top, bottom, left, right = rows_used[0], rows_used[-1], columns_used[0], columns_used[-1]
    part = frame[top : bottom + 1, left : right + 1]
    head = f"rows {top} to {bottom}, columns {left} to {right}; all other counts are 0"
    width = max(len(str(int(edge))) for edge in (part.min(), part.max())) + 1
    if width * part.shape[1] <= MOST_CHARACTERS:
        rows = ["".join(f"{count or '.':>{width}}" for count in row) for row in part.tolist()]
        return "\n".join([head, *rows])
    highest = max(int(part.max()), 1)
    rows = ["".join(_digit(count, highest) for count in row) for row in part.tolist()]
    return "\n".join([f"{head}; digits are tenths of {highest}", *rows])


def as_svg(frame: NDArray[np.int16], title: str) -> str:
    """Return a picture in which every node is a square with its count.

    Parameters
    ----------
    frame : int16 (rows, columns)
    title : str
    """
    rows, columns = frame.shape
    # A single wrong cell must not leave everything else pale.
    ordered = np.sort(np.abs(frame.astype(np.int64)), axis=None)
    strongest = max(int(ordered[-min(8, len(ordered))]), int(ordered[-1]) // 100, 1)
    width, height = columns * NODE_PX + 2 * MARGIN_PX, rows * NODE_PX + 2 * MARGIN_PX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="11" text-anchor="middle">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{width // 2}" y="{MARGIN_PX - 10}" fill="{INK}">{escape(title)}</text>',
        f'<rect x="{MARGIN_PX}" y="{MARGIN_PX}" width="{columns * NODE_PX}" '
        f'height="{rows * NODE_PX}" fill="#ffffff" stroke="#9aa3b2"/>',
    ]
    for row, counts in enumerate(frame.tolist()):
        for column, count in enumerate(counts):
            if count:
                parts.append(_node(row, column, count, min(abs(count) / strongest, 1.0)))
    return "\n".join([*parts, "</svg>", ""])


def _node(row: int, column: int, count: int, strength: float) -> str:
    deep = TOUCH if count > 0 else HOLE
    shade = "#" + "".join(f"{round(255 + strength * (level - 255)):02x}" for level in deep)
    x, y = MARGIN_PX + column * NODE_PX, MARGIN_PX + row * NODE_PX
    ink = "#ffffff" if strength > 0.5 else INK
    return (
        f'<rect x="{x}" y="{y}" width="{NODE_PX}" height="{NODE_PX}" fill="{shade}"/>'
        f'<text x="{x + NODE_PX // 2}" y="{y + NODE_PX // 2 + 4}" fill="{ink}">{count}</text>'
    )


def _digit(count: int, highest: int) -> str:
    if count < 0:
        return "-"
    return "." if count == 0 else str(min(9, 10 * count // (highest + 1)))
