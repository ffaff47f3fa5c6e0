"""Whether a scan of a kiosk's panel was shown before: exactly this one, altered, moved or scaled.

Two presses never lie alike: a tenth of a millimetre or half a degree moves counts by more than the
noise, and where a guide holds the stamp the noise still differs. A replay shows the same counts,
noise and all, at some gain.

::

    frame ─► the nodes around the stamp, turned upright to a quarter ─► int16, kept
               5 │ . . . . .
     pitches ────┤ . . o . .    o the node at the stamp's centre; a replay that was moved by
               5 │ . . . . .      whole nodes, or turned by quarters, has the same

    now   = gain * earlier + level + what is left     on the four fifths of the nodes that agree
    replay: what is left is small beside the stamp, and beside what rounding does

What is left of replays and of honest presses is in docs/benchmarks.md, `python -m benchmarks
attack --attacks frames`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float32]

REACH_MM = 22.0
"""Nodes as far as this from the stamp's centre are kept; a face reaches 21 mm."""
MOST_SIDE = 15
"""Nodes on a side that are kept, at most, of a panel with a fine pitch."""
MOST_KEPT = 64
"""Scans of a presentation that are kept, evenly spread."""
MOST_LOOKED_AT = 16
"""Scans of a presentation that are compared with earlier ones, evenly spread."""
CELL_DEG, SPARE_DEG = 6.0, 1.5
"""Cells of the key, and how far noise that was added turns a pose that is fitted."""
QUARTER = 90.0
NEAR = 0.8
"""Least correlation of what is worth a careful look; replays have 0.9 and more, however altered."""
AT_A_TIME, MOST_NEAR = 64, 2048
"""Earlier presentations that are compared at once, and pairs of these that get a careful look, the
most alike first: memory and time of the check are bounded."""
SHARE = 0.8
"""Share of the nodes that must agree: as many as a fifth may be altered by any amount."""
ROUNDS = 4
RELATIVE, ROUNDING = 0.003, 0.25
"""What is left of a replay, RMS: this share of the stamp's RMS, and so many counts. Rounding leaves
0.23 counts on the four fifths of the nodes where it leaves least, a scaled replay that much."""
CLIPPED, SPREAD = 1.5, 80
"""For the quick look: counts beyond so many times a percentile of all are cut off."""
STORED = np.dtype("<i2")
TINY = np.float32(1e-9)


class Scans(NamedTuple):
    """The scans of one presentation.

    Attributes
    ----------
    windows : int16 (f, n, n)
        The nodes around the stamp, as they are kept.
    looks : float32 (g, n * n)
        Those of some scans, also where the stamp's centre lies beside another node or a quarter on.
    angle_deg : float
        Of the stamp, within a quarter.
    """

    windows: NDArray[np.int16]
    looks: Points
    angle_deg: float

    @property
    def stored(self) -> bytes:
        """The windows as they are kept, the length of a side first."""
        return bytes([self.windows.shape[1]]) + self.windows.astype(STORED).tobytes()

    @property
    def key(self) -> str:
        """Name of the cell that the angle lies in."""
        return _name(self.angle_deg)

    @property
    def similar_keys(self) -> tuple[str, ...]:
        """Names of all cells that what this replays may lie in."""
        angles = (self.angle_deg - SPARE_DEG, self.angle_deg, self.angle_deg + SPARE_DEG)
        return tuple(dict.fromkeys(_name(angle % QUARTER) for angle in angles))


def scans_of(frames: NDArray[np.int16], poses: NDArray[np.float64], pitch_mm: float) -> Scans:
    """Cut the nodes around a stamp out of the frames in which it was read.

    Parameters
    ----------
    frames : int16 (f, rows, columns)
    poses : float64 (f, 3)
        x and y, mm, and the angle, degrees, of the stamp in each.
    pitch_mm : float
    """
    half = min(int(REACH_MM / pitch_mm), MOST_SIDE // 2)
    kept = _spread(len(frames), MOST_KEPT)
    windows = np.stack([_window(frames[k], poses[k], pitch_mm, half) for k in kept])
    looks = [
        _window(frames[k], poses[k], pitch_mm, half, (row, column), turn).ravel()
        for k in _spread(len(frames), MOST_LOOKED_AT)
        for turn in _turns(float(poses[k, 2]))
        for row in (-1, 0, 1)
        for column in (-1, 0, 1)
    ]
    angle_deg = float(poses[len(poses) // 2, 2]) % QUARTER
    return Scans(windows, np.stack(looks).astype(np.float32), angle_deg)


def scans_replay(scans: Scans, earlier: Sequence[bytes]) -> bool:
    """Say whether a scan is one of some earlier ones, as `Scans.stored` keeps them."""
    side = scans.windows.shape[1]
    alike = [kept[1:] for kept in earlier if kept[:1] == bytes([side])]
    quick = _quick(scans.looks)
    for start in range(0, len(alike), AT_A_TIME):
        some = b"".join(alike[start : start + AT_A_TIME])
        theirs = np.frombuffer(some, STORED).reshape(-1, side * side).astype(np.float32)
        close = quick @ _quick(theirs).T
        best = close.max(axis=0)
        order = np.argsort(best)[::-1][:MOST_NEAR]
        order = order[best[order] >= NEAR]
        mine = scans.looks[close[:, order].argmax(axis=0)]
        if len(order) and _is_replay(mine, theirs[order]).any():
            return True
    return False


def _is_replay(mine: Points, theirs: Points) -> NDArray[np.bool_]:
    """Fit gain and level of pairs (m, nodes) on the nodes that agree best; is little left."""
    there = np.ones(mine.shape, bool)
    left = np.zeros_like(mine)
    for _ in range(ROUNDS):
        n = there.sum(axis=1, keepdims=True)
        x = theirs - (theirs * there).sum(axis=1, keepdims=True) / n
        y = mine - (mine * there).sum(axis=1, keepdims=True) / n
        square = np.maximum((x * x * there).sum(axis=1, keepdims=True), TINY)
        left = y - (x * y * there).sum(axis=1, keepdims=True) / square * x
        size = np.abs(left)
        there = size <= np.quantile(size, SHARE, axis=1, keepdims=True)
    n = there.sum(axis=1)
    rms = np.sqrt((left**2 * there).sum(axis=1) / n)
    middle = (mine * there).sum(axis=1, keepdims=True) / n[:, None]
    signal = np.sqrt(((mine - middle) ** 2 * there).sum(axis=1) / n)
    small: NDArray[np.bool_] = rms <= RELATIVE * signal + ROUNDING
    return small


def _quick(windows: Points) -> Points:
    """Bring windows (m, nodes) to mean 0 and length 1, without what sticks out."""
    centred = windows - np.median(windows, axis=1, keepdims=True)
    most = CLIPPED * np.percentile(np.abs(centred), SPREAD, axis=1, keepdims=True)
    clipped = np.clip(centred, -most, most)
    clipped -= clipped.mean(axis=1, keepdims=True)
    length = np.sqrt((clipped**2).sum(axis=1, keepdims=True))
    quick: Points = (clipped / np.maximum(length, TINY)).astype(np.float32)
    return quick


def _window(
    frame: NDArray[np.int16],
    pose: NDArray[np.float64],
    pitch_mm: float,
    half: int,
    away: tuple[int, int] = (0, 0),
    turn: int = 0,
) -> NDArray[np.int16]:
    """Cut out the nodes around a stamp, some nodes and quarters away; 0 beyond the panel."""
    padded = np.pad(frame, half + 1)
    row, column = (int(place // pitch_mm) for place in (pose[1], pose[0]))
    first = [
        min(max(where + step, -1), length) + 1
        for where, step, length in zip((row, column), away, frame.shape, strict=True)
    ]
    side = 2 * half + 1
    cut = padded[first[0] : first[0] + side, first[1] : first[1] + side]
    return np.rot90(cut, int(pose[2] // QUARTER) + turn)


def _turns(angle_deg: float) -> tuple[int, ...]:
    """Quarters by which what this replays may differ in how it was turned upright."""
    within = angle_deg % QUARTER
    if within < SPARE_DEG:
        return (0, -1)
    return (0, 1) if within > QUARTER - SPARE_DEG else (0,)


def _spread(n: int, most: int) -> list[int]:
    """Choose some of n things, evenly."""
    return sorted({round(place) for place in np.linspace(0, n - 1, min(n, most)).tolist()})


def _name(angle_deg: float) -> str:
    return f"scans {int(angle_deg / CELL_DEG)}"
