"""Recorded and emulated frames in one picture, for the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# One colour scale for all, so that what looks alike is alike.
DARK, BRIGHT = -30, 240


def side_by_side(rows: dict[str, npt.NDArray[np.int16]]) -> Figure:
    """Draw rows of frames, each with its name.

    Parameters
    ----------
    rows : dict of str to ndarray of int16, shape (n, rows, columns)
        The same number of frames in each.
    """
    across = max(len(frames) for frames in rows.values())
    figure = Figure(figsize=(1.6 * across, 3.0 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), across, squeeze=False)
    for line, (name, frames) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(name)
        for panel, frame in zip(line, frames, strict=True):
            panel.imshow(frame, vmin=DARK, vmax=BRIGHT, cmap="magma")
            panel.set_xticks([])
            panel.set_yticks([])
    return figure
