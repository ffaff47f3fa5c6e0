"""The statistics by which emulated frames are held against recorded ones."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from emulator.recorded.recording import IDLE_COUNTS, REACH, cleaned, impulses, single_fingers

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.recorded.recording import Blobs

# The recorded impulses stay above this row, except one in a hundred.
IMPULSE_ROWS = 12
# Statistics of the recorded kind need some: fewer frames than this say nothing.
ENOUGH = 50


def statistics(frames: npt.NDArray[np.int16], pitch_mm: float) -> dict[str, float]:
    """Describe noise, corruption and fingers of some frames by a few figures.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
        A mixture of idle frames and frames with fingers.
    pitch_mm : float
        Of the panel, for the blob's width.

    Returns
    -------
    dict of str to float
        Counts, shares, ratios to the peak, or mm, as the name says.

    Raises
    ------
    ValueError
        If fewer than `ENOUGH` frames are idle, or hold a single finger.
    """
    return {
        **noise_statistics(frames),
        **impulse_statistics(frames),
        **finger_statistics(frames, pitch_mm),
    }


def noise_statistics(frames: npt.NDArray[np.int16]) -> dict[str, float]:
    """Split the noise of idle frames into white, row, column and frame noise, counts RMS.

    The line means still hold white noise divided by the line's length, which is taken off.
    """
    clean = cleaned(frames)
    idle = clean[clean.max(axis=(1, 2)) < IDLE_COUNTS].astype(np.float64)
    if len(idle) < ENOUGH:
        raise ValueError(f"{len(idle)} idle frames, expected {ENOUGH} or more")
    rows, columns = idle.shape[1:]
    frame = idle.mean(axis=(1, 2), keepdims=True)
    row = idle.mean(axis=2, keepdims=True) - frame
    column = idle.mean(axis=1, keepdims=True) - frame
    rest = idle - frame - row - column
    white = rest.var() * rows * columns / ((rows - 1) * (columns - 1))
    return {
        "noise, all": sqrt(np.mean(idle**2)),
        "noise, white": sqrt(white),
        "noise, rows": sqrt(max(row.var() - white / columns, 0.0)),
        "noise, frame": sqrt(max(frame.var() - white / (rows * columns), 0.0)),
    }


def impulse_statistics(frames: npt.NDArray[np.int16]) -> dict[str, float]:
    """Count corrupt nodes: how often, where, which values."""
    struck = impulses(frames)
    values = frames[struck].astype(np.float64)
    return {
        "impulses, share of frames": float(struck.any(axis=(1, 2)).mean()),
        "impulses, per frame": float(struck.sum() / len(frames)),
        "impulses, share in rows 0-4": float(struck[:, :5].sum() / max(struck.sum(), 1)),
        "impulses, share positive": float((values > 0).mean()) if len(values) else 0.0,
        "impulses, median size": float(np.median(np.abs(values))) if len(values) else 0.0,
    }


def finger_statistics(frames: npt.NDArray[np.int16], pitch_mm: float) -> dict[str, float]:
    """Describe the blobs of single fingers: peak, ratios to it, width, traces along the lines."""
    blobs = single_fingers(frames)
    patch = blobs.patch
    if len(patch) < ENOUGH:
        raise ValueError(f"{len(patch)} single fingers, expected {ENOUGH} or more")
    middle = REACH
    peak = patch[:, middle, middle]
    low, mid, high = np.percentile(peak, [25, 50, 75])
    across = np.sort(patch[:, middle, [middle - 1, middle + 1]], axis=1) / peak[:, None]
    along = np.sort(patch[:, [middle - 1, middle + 1], middle], axis=1) / peak[:, None]
    corner = patch[:, ::2, ::2][:, 1:3, 1:3].mean(axis=(1, 2)) / peak
    sigma_x, sigma_y = _widths_mm(patch, pitch_mm)
    return {
        "finger, peak": float(mid),
        "finger, peak 25 %": float(low),
        "finger, peak 75 %": float(high),
        "finger, larger neighbour in the row": float(np.median(across[:, 1])),
        "finger, smaller neighbour in the row": float(np.median(across[:, 0])),
        "finger, larger neighbour in the column": float(np.median(along[:, 1])),
        "finger, smaller neighbour in the column": float(np.median(along[:, 0])),
        "finger, diagonal neighbours": float(np.median(corner)),
        "finger, blob sigma x, mm": float(np.median(sigma_x)),
        "finger, blob sigma y, mm": float(np.median(sigma_y)),
        "finger, volume over peak": float(np.median(patch[:, 1:-1, 1:-1].sum(axis=(1, 2)) / peak)),
        **_traces(blobs),
    }


def time_statistics(
    frames: npt.NDArray[np.int16], stream: npt.NDArray[np.integer[Any]]
) -> dict[str, float]:
    """Describe how frames depend on the frame before: noise of idle ones, rows, corrupt nodes.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
        In order of time.
    stream : ndarray of int, shape (n,)
        Which stretch each is from; stretches are not compared with each other.

    Returns
    -------
    dict of str to float
        Correlations of nodes, row means and column means of idle frames, one and two frames
        apart, and in the lower half of the panel; shares.

    Raises
    ------
    ValueError
        If fewer than `ENOUGH` pairs of frames are idle, or no node is corrupt.
    """
    clean = cleaned(frames)
    idle = clean.max(axis=(1, 2)) < IDLE_COUNTS
    corrupt = impulses(frames)
    result: dict[str, float] = {}
    for apart in (1, 2):
        together = stream[apart:] == stream[:-apart]
        pairs = together & idle[apart:] & idle[:-apart]
        if pairs.sum() < ENOUGH:
            raise ValueError(f"{pairs.sum()} pairs of idle frames, expected {ENOUGH} or more")
        before, after = clean[:-apart][pairs], clean[apart:][pairs]
        half = frames.shape[1] // 2
        again = corrupt[:-apart][together]
        if not again.any():
            raise ValueError("no corrupt node, expected some")
        result |= {
            f"nodes, {apart} apart": _correlation(before, after),
            f"row means, {apart} apart": _correlation(before.mean(axis=2), after.mean(axis=2)),
            f"column means, {apart} apart": _correlation(before.mean(axis=1), after.mean(axis=1)),
            f"nodes of the lower half, {apart} apart": _correlation(
                before[:, half:], after[:, half:]
            ),
            f"corrupt nodes that are corrupt {apart} later": float(
                (again & corrupt[apart:][together]).sum() / again.sum()
            ),
        }
    together = stream[1:] == stream[:-1]
    same_row = (frames[1:] == frames[:-1]).all(axis=2)[together]
    return {**result, "rows equal to those before": float(same_row.mean())}


def _correlation(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Correlate two arrays, entry by entry about their means over the first axis."""
    a = (one - one.mean(axis=0)).astype(np.float64)
    b = (other - other.mean(axis=0)).astype(np.float64)
    return float((a * b).sum() / sqrt((a * a).sum() * (b * b).sum()))


def _widths_mm(
    patch: npt.NDArray[np.float32], pitch_mm: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Compute the root second moments of each blob's inner 5 x 5 nodes, noise cut off at 5 %."""
    inner = patch[:, 1:-1, 1:-1].astype(np.float64)
    inner = np.where(inner < 0.05 * inner.max(axis=(1, 2), keepdims=True), 0.0, inner)
    place = np.arange(-2, 3) * pitch_mm
    widths = []
    for axis in (1, 2):
        profile = inner.sum(axis=axis)
        total = profile.sum(axis=1)
        mean = profile @ place / total
        widths.append(np.sqrt(profile @ place**2 / total - mean**2))
    return widths[0], widths[1]


def _traces(blobs: Blobs) -> dict[str, float]:
    """Average what a touch leaves on its lines 4 to 12 nodes away, per cent of its peak.

    Rows 0-11, where impulses are, are left out; the background is what shares neither line.
    """
    frames, peak = blobs.frames, blobs.patch[:, REACH, REACH]
    n, rows, columns = frames.shape
    down = np.abs(np.arange(rows)[None, :] - blobs.row[:, None])
    right = np.abs(np.arange(columns)[None, :] - blobs.column[:, None])
    quiet = np.arange(rows) >= IMPULSE_ROWS
    far_rows = (down >= 4) & (down <= 12) & quiet
    far_columns = (right >= 4) & (right <= 12)
    far = (far_rows[:, :, None] & far_columns[:, None, :]).astype(np.float32)
    ground = _mean(frames, far, (1, 2))
    some = np.arange(n)
    on_column = 100 * (_mean(frames[some, :, blobs.column], far_rows, 1) - ground) / peak
    on_row = 100 * (_mean(frames[some, blobs.row], far_columns, 1) - ground) / peak
    seen = far_rows.any(axis=1) & far_columns.any(axis=1)
    upper, lower = seen & ~quiet[blobs.row], seen & quiet[blobs.row]
    return {
        "finger, trace along the column from rows 3-11, %": float(on_column[upper].mean()),
        "finger, trace along the column from rows 12-23, %": float(on_column[lower].mean()),
        "finger, trace along the row, %": float(on_row[lower].mean()),
    }


def _mean(
    values: npt.NDArray[np.float32], chosen: npt.NDArray[Any], axis: int | tuple[int, ...]
) -> npt.NDArray[np.float32]:
    """Average the chosen values; 0 where none is."""
    count = np.maximum(chosen.sum(axis=axis), 1)
    result: npt.NDArray[np.float32] = (values * chosen).sum(axis=axis) / count
    return result
