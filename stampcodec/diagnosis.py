"""What recorded frames seem to be: their sign, baseline, noise, and what is wrong with them.

Frames of a foreign sensor fail for a few reasons, and each leaves a mark. Every figure here is a
median or a count, so that neither touches nor the wrong cells of real panels decide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.arrayargument import array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._panel import Panel

POSITIVE, NEGATIVE, MIXED, IDLE = "positive", "negative", "both", "idle"

# The fifth count from an end of a frame: a touch covers nine nodes or more at any pitch that is
# in use, and up to four cells of a recorded frame are wrong (CapFingerId: 61 % have one).
RANK = 5
# A frame is touched where that count lies further from its median than white noise reaches in a
# million nodes (4.9 sigma), with room for the noise of lines.
TOUCHED_SIGMA = 8.0
# A touch points to one side: crosstalk and retransmission reach a third of it on the other. Of the
# 6,731 touched frames of CapFingerId 99.6 % lean so with their sign changed, and none as they are.
LEAN, LEANING = 3.0, 0.8
# Half of the nodes are idle even below a palm; deltas of an idle node scatter around zero.
LEVEL_SIGMA = 5.0
# Counts. Quiet 8-bit panels have no noise to compare with, and drift by a few counts.
LEAST_NOISE, LEAST_LEVEL = 0.5, 10.0
# Clipped counts pile up: so many at the very end of the range, and more than twice as many as one
# count before it.
CLIPPED_NODES, CLIPPED_IN_A_FRAME, PILE = 8, 3, 2.0
# A line is dead if so many counts of it, or more, are one and the same; idle noise of half a count
# already differs within them.
DEAD_COUNTS = 20
# With more lines than this share standing still, the panel is quiet, not broken.
DEAD_SHARE = 0.25
# A noisy line scatters this much more than the median line; measured panels stay below 1.5.
NOISY_RATIO = 3.0
# The standard deviation of a Gaussian by its median absolute deviation.
SIGMA_OF_MAD = 1.4826
# What changes more than noise does is a touch that moves, or a wrong cell.
TRIM_SIGMA = 4.0


@dataclass(frozen=True)
class Diagnosis:
    """What frames seem to be. Lengths of lines are indices in the frames as they were given.

    Attributes
    ----------
    n_frames, rows, columns : int
    swapped : bool
        The panel that was named has as many rows as these frames have columns, and columns as
        rows.
    sign : str
        Where touches point: "positive", "negative", "both", or "idle" where nothing touches.
    n_touched : int
        Frames that hold something.
    level_counts : float
        Median of the counts: about 0 once the baseline is subtracted.
    raw : bool
        The baseline is not subtracted.
    noise_counts : float
        Noise of an idle node, RMS, without slow changes.
    peak_counts : float
        Median over the touched frames of the fifth largest distance from the frame's median.
    clipped_at : int or None
        The count at which the sensor clips, if it seems to.
    dead_rows, dead_columns : tuple of int
        Lines that never change.
    noisy_rows, noisy_columns : tuple of int
        Lines with more than three times the noise of the others.
    """

    n_frames: int
    rows: int
    columns: int
    swapped: bool
    sign: str
    n_touched: int
    level_counts: float
    raw: bool
    noise_counts: float
    peak_counts: float
    clipped_at: int | None
    dead_rows: tuple[int, ...]
    dead_columns: tuple[int, ...]
    noisy_rows: tuple[int, ...]
    noisy_columns: tuple[int, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """Options of ``stampcodec decode`` that put the frames right, as far as there are any."""
        given = {"--swap-axes": self.swapped, "--negative": self.sign == NEGATIVE}
        return tuple(option for option, wanted in given.items() if wanted)


def diagnose(frames: NDArray[np.int16], panel: Panel | None = None) -> Diagnosis:
    """Tell what frames seem to be.

    Parameters
    ----------
    frames : int16 (n, rows, columns)
        As they are stored, n above 0. `stampcodec.conversion.as_frames` converts other types.
    panel : Panel, optional
        The panel that they are said to come from.

    Returns
    -------
    Diagnosis

    Raises
    ------
    TypeError
        `frames` is no int16 array.
    ValueError
        It has another number of axes, or none of its lengths may be 0 and one is.
    """
    frames = array("frames", frames, np.int16, (-1, -1, -1))
    if not frames.size:
        raise ValueError(f"frames: expected at least one frame, got shape {frames.shape}")
    n, rows, columns = frames.shape
    noise = noise_of(frames)
    ends = extremes(frames)
    raw = _is_raw(ends, noise)
    below, above = _reach(extremes(_changes(frames)) if raw else ends)
    touched = np.maximum(below, above) > TOUCHED_SIGMA * max(noise, LEAST_NOISE)
    dead = tuple(_dead(frames, axis) for axis in (1, 2))
    return Diagnosis(
        n_frames=n,
        rows=rows,
        columns=columns,
        swapped=panel is not None
        and (rows, columns) == (panel.columns, panel.rows)
        and rows != columns,
        sign=_sign(below[touched], above[touched]),
        n_touched=int(touched.sum()),
        level_counts=float(np.median(ends[:, 1])),
        raw=raw,
        noise_counts=noise,
        peak_counts=float(np.median(np.maximum(below, above)[touched])) if touched.any() else 0.0,
        clipped_at=_clipped(frames),
        dead_rows=dead[0],
        dead_columns=dead[1],
        noisy_rows=_noisy(frames, 1, dead[0]),
        noisy_columns=_noisy(frames, 2, dead[1]),
    )


def _changes(frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Subtract what each node shows most of the time."""
    change = frames - np.median(frames, axis=0).astype(np.int32)
    clipped: NDArray[np.int16] = np.clip(change, -32768, 32767).astype(np.int16)
    return clipped


def noise_of(frames: NDArray[np.int16]) -> float:
    """Estimate the noise of an idle node, RMS, from what changes from frame to frame.

    Of a single frame, from the second differences along its rows, in which the slopes of touches
    nearly vanish (their kernel (1, -2, 1) multiplies white noise by the root of 6).
    """
    if len(frames) > 1:
        change = np.diff(frames.astype(np.int32), axis=0) / np.sqrt(2.0)
    elif frames.shape[2] > 2:
        change = np.diff(frames.astype(np.int32), n=2, axis=2) / np.sqrt(6.0)
    else:
        return 0.0
    # The median alone knows whole counts only: it tells what is noise, whose mean square is taken.
    inside = TRIM_SIGMA * (SIGMA_OF_MAD * np.median(np.abs(change)) + 1.0)
    return float(np.sqrt(np.mean(change[np.abs(change) <= inside] ** 2)))


def extremes(frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return of each frame its fifth lowest count, its median, and its fifth highest.

    Returns
    -------
    int16 (n, 3)
    """
    flat = frames.reshape(len(frames), -1)
    nodes = flat.shape[1]
    rank = min(RANK, (nodes + 1) // 2) - 1
    places = [rank, nodes // 2, nodes - 1 - rank]
    return np.partition(flat, places, axis=1).take(places, axis=1)


def suspicion(ends: NDArray[np.int16], noise_counts: float) -> str | None:
    """Say in a line why frames of which none was read cannot be read as they are.

    Parameters
    ----------
    ends : int16 (n, 3)
        Of n frames, from `extremes`.
    noise_counts : float
        Of the panel.

    Returns
    -------
    str or None
        None where nothing speaks against the frames.
    """
    if not len(ends):
        return None
    if _is_raw(ends, noise_counts):
        return "no frame is near zero: the baseline is not subtracted; --diagnose tells more"
    below, above = _reach(ends)
    touched = np.maximum(below, above) > TOUCHED_SIGMA * max(noise_counts, LEAST_NOISE)
    if _sign(below[touched], above[touched]) != NEGATIVE:
        return None
    return "the frames are far negative: try --negative; --diagnose tells more"


def _reach(ends: NDArray[np.int16]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    low, middle, high = ends.astype(np.int32).T
    return middle - low, high - middle


def _sign(below: NDArray[np.int32], above: NDArray[np.int32]) -> str:
    """Tell where the touches of touched frames point."""
    if not len(below):
        return IDLE
    if np.mean(below > LEAN * above) >= LEANING:
        return NEGATIVE
    return POSITIVE if np.mean(above > LEAN * below) >= LEANING else MIXED


def _is_raw(ends: NDArray[np.int16], noise: float) -> bool:
    level = np.abs(ends[:, 1].astype(np.int32))
    return bool(np.all(level > max(LEVEL_SIGMA * noise, LEAST_LEVEL)))


def _clipped(frames: NDArray[np.int16]) -> int | None:
    for end, inwards in ((int(frames.max()), -1), (int(frames.min()), 1)):
        at_end = frames == end
        piled = int(at_end.sum())
        in_a_frame = int(at_end.reshape(len(frames), -1).sum(axis=1).max())
        before = int((frames == end + inwards).sum()) if abs(end) < 32768 else 0
        if (
            end
            and piled >= CLIPPED_NODES
            and in_a_frame >= CLIPPED_IN_A_FRAME
            and piled > PILE * before
        ):
            return end
    return None


def _lines(frames: NDArray[np.int16], axis: int) -> NDArray[np.int16]:
    """Lay (n, rows, columns) out as lines of that axis by their counts."""
    return np.moveaxis(frames, axis, 0).reshape(frames.shape[axis], -1)


def _dead(frames: NDArray[np.int16], axis: int) -> tuple[int, ...]:
    lines = _lines(frames, axis)
    still = (lines == lines[:, :1]).all(axis=1)
    if lines.shape[1] < DEAD_COUNTS or still.mean() > DEAD_SHARE:
        return ()
    return tuple(np.flatnonzero(still).tolist())


def _noisy(frames: NDArray[np.int16], axis: int, dead: tuple[int, ...]) -> tuple[int, ...]:
    if len(frames) < 2:
        return ()
    change = np.abs(np.diff(frames.astype(np.int32), axis=0))
    lines = np.moveaxis(change, axis, 0).reshape(frames.shape[axis], -1)
    # The quarter that changes least: half of a line may lie below a hand that moves.
    noise = np.percentile(lines, 25, axis=1)
    alive = np.delete(noise, dead)
    limit = NOISY_RATIO * max(float(np.median(alive)), LEAST_NOISE)
    return tuple(np.flatnonzero(noise > limit).tolist())
