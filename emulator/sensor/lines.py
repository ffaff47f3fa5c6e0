"""Faulty lines: rows and columns that are dead, or shorted to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator._conditions import Conditions


@dataclass(frozen=True)
class Faults:
    """Faulty lines of `m` panels, or of one for all frames (m = 1).

    Attributes
    ----------
    dead_rows, dead_columns : ndarray of bool, shape (m, rows) and (m, columns)
        Lines that deliver nothing.
    shorted_rows, shorted_columns : ndarray of bool, shape (m, rows) and (m, columns)
        Lines joined to the one after them; never the last.
    """

    dead_rows: npt.NDArray[np.bool_]
    dead_columns: npt.NDArray[np.bool_]
    shorted_rows: npt.NDArray[np.bool_]
    shorted_columns: npt.NDArray[np.bool_]


def draw_faults(
    m: int, shape: tuple[int, int], conditions: Conditions, rng: np.random.Generator
) -> Faults:
    """Draw the faulty lines that the conditions count, for `m` panels of `shape`.

    Raises
    ------
    ValueError
        If the panel has fewer lines.
    """
    rows, columns = shape
    return Faults(
        _draw("dead_rows", m, rows, conditions.dead_rows, rng),
        _draw("dead_columns", m, columns, conditions.dead_columns, rng),
        _draw("shorted_rows", m, rows, conditions.shorted_rows, rng),
        _draw("shorted_columns", m, columns, conditions.shorted_columns, rng),
    )


def with_faults(frames: npt.NDArray[np.int16], faults: Faults) -> npt.NDArray[np.int16]:
    """Deliver frames over faulty lines.

    Two shorted lines are driven or sensed together and both show the mean; a dead line shows 0.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    faults : Faults
        Of n panels or of one.

    Returns
    -------
    ndarray of int16, shape (n, rows, columns)
        A new array.
    """
    n = len(frames)
    result = _shorted(frames, np.broadcast_to(faults.shorted_rows, (n, frames.shape[1])))
    turned = _shorted(
        result.transpose(0, 2, 1), np.broadcast_to(faults.shorted_columns, (n, frames.shape[2]))
    )
    result = turned.transpose(0, 2, 1).copy()
    result *= ~faults.dead_rows[:, :, None]
    result *= ~faults.dead_columns[:, None, :]
    return result


def _shorted(
    frames: npt.NDArray[np.int16], shorted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int16]:
    result = frames.copy()
    frame, line = np.nonzero(shorted)
    total = frames[frame, line].astype(np.int32) + frames[frame, line + 1]
    mean = np.floor_divide(total, 2).astype(np.int16)
    result[frame, line] = mean
    result[frame, line + 1] = mean
    return result


def _draw(
    field: str, m: int, lines: int, count: int, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    candidates = lines - 1 if field.startswith("shorted") else lines
    if count > candidates:
        raise ValueError(f"{field}: {count}, but the panel has {candidates} that can be")
    result = np.zeros((m, lines), dtype=np.bool_)
    drawn = rng.random((m, candidates)).argsort(axis=1)[:, :count]
    result[np.arange(m)[:, None], drawn] = True
    return result
