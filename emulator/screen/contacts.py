"""Contacts: the round places where one conductor per frame touches the glass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.screen.retransmission import retransmitted

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass
    from emulator.screen.response import ResponseTable
    from stampcodec import Panel


@dataclass(frozen=True)
class Contacts:
    """Round contacts, `k` in each of `n` frames.

    Attributes
    ----------
    xy_mm : ndarray, shape (n, k, 2), float32
        Centres in the panel view; anywhere, also off the panel.
    strength : ndarray, shape (n, k), float32
        1 for full contact, 0 for none.
    size : ndarray, shape (n, k), integer
        Row of the response table that goes with them.
    """

    xy_mm: npt.NDArray[np.float32]
    strength: npt.NDArray[np.float32]
    size: npt.NDArray[np.intp]


# Contacts that are worked on at once: their arrays stay in the cache of a core, which takes 7 us
# instead of 22 for each of 320 faces of 29 dots.
AT_ONCE = 1024


def coverage(contacts: Contacts, table: ResponseTable, panel: Panel) -> npt.NDArray[np.float32]:
    """Lay contacts on the grid and add up how much of every node they cover.

    Each contact touches only the nodes of a small window around it::

        canvas   . . . . . . . . .        one border of `window` nodes around the panel, so that
                 . + + + + + . . .        a contact over the edge needs no test; the border is
                 . + + o + + . . .        cut off at the end
                 . + + + + + . . .

    Contacts that no node of the panel feels, far off it or without strength, are left out.

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        Covered share of every node; contacts that overlap are added, not cut at 1.
    """
    n, k = contacts.strength.shape
    result = np.empty((n, panel.rows, panel.columns), dtype=np.float32)
    step = max(1, AT_ONCE // max(k, 1))
    for start in range(0, n, step):
        part = slice(start, start + step)
        few = Contacts(contacts.xy_mm[part], contacts.strength[part], contacts.size[part])
        result[part] = _covered(few, table, panel)
    return result


def _covered(contacts: Contacts, table: ResponseTable, panel: Panel) -> npt.NDArray[np.float64]:
    """Cover the nodes of a few frames."""
    n, pitch_mm = len(contacts.xy_mm), np.float32(panel.pitch_mm)
    window = table.window(panel.pitch_mm)
    bins = table.values.shape[1]
    high, wide = panel.rows + 2 * window, panel.columns + 2 * window
    # The first node within reach, and how far it and those after it are from the centre.
    first = np.floor((contacts.xy_mm - np.float32(table.reach_mm)) / pitch_mm + np.float32(0.5))
    near = (first > -window) & (first < np.array((panel.columns, panel.rows), np.float32))
    frame, which = np.nonzero(near[..., 0] & near[..., 1] & (contacts.strength != 0))
    first, centre = first[frame, which], contacts.xy_mm[frame, which]
    step = np.arange(window)
    node_mm = (first[..., None] + step.astype(np.float32) + np.float32(0.5)) * pitch_mm
    away = (node_mm - centre[..., None]) ** 2
    square = away[:, 1, :, None] + away[:, 0, None, :]
    square *= np.float32(1.0 / table.step_mm2)
    entry = np.minimum(square, np.float32(bins - 1), out=square).astype(np.int32)
    entry += (contacts.size[frame, which] * bins).astype(np.int32)[:, None, None]
    felt = table.values.ravel().take(entry)
    felt *= contacts.strength[frame, which][:, None, None]

    # Contacts beside the panel meet its border on the canvas.
    column, row = (first[:, axis].astype(np.intp) + window for axis in (0, 1))
    corner = (frame * high + row) * wide + column
    node = corner[:, None, None] + (step[:, None] * wide + step)
    canvas: npt.NDArray[np.float64] = np.bincount(
        node.ravel(), weights=felt.ravel(), minlength=n * high * wide
    ).astype(np.float64, copy=False)
    return canvas.reshape(n, high, wide)[:, window:-window, window:-window]


def conductor_counts(
    contacts: Contacts, table: ResponseTable, cg_pf: npt.ArrayLike, panel: Panel, glass: Glass
) -> npt.NDArray[np.float32]:
    """Compute the delta of one conductor a frame, with what it retransmits.

    Parameters
    ----------
    contacts : Contacts
        All that the conductor touches the glass with.
    table : ResponseTable
    cg_pf : float or ndarray, shape (n,)
        The conductor to the device's ground, pF.
    panel : Panel
    glass : Glass

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        Counts before crosstalk, saturation and noise.
    """
    covered = coverage(contacts, table, panel)
    counts = glass.plate_counts * covered
    counts -= retransmitted(covered, cg_pf, glass)
    return counts
