"""Recorded frames, and which of them are idle.

A recorded frame is idle when no node reaches 15 counts after isolated wrong cells are replaced by
the median of their neighbours: `emulator.recorded.recording.is_idle`. Seven times the noise of 1.7
counts is 12, the faintest finger of the recordings peaks at 60.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from emulator.compare import RECORDING
from emulator.recorded.recording import is_idle
from stampcodec.errors import FrameFileError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PANEL = "nexus5"
SHAPE = (27, 15)


def load_recorded(place: Path) -> NDArray[np.int16]:
    """Read all recorded frames, int16 (n, 27, 15).

    Parameters
    ----------
    place : Path
        The archive, or the folder that holds it.

    Raises
    ------
    FrameFileError
        The file holds no such frames.
    OSError
        It cannot be read.
    """
    path = place / RECORDING if place.is_dir() else place
    with path.open("rb") as file:
        try:
            archive = np.load(file, allow_pickle=False)
        except (BadZipFile, ValueError, EOFError) as error:
            raise FrameFileError(path, "", f"expected an .npz archive: {error}") from None
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise FrameFileError(path, "", "expected an .npz archive, got a bare array")
        if "frames" not in archive:
            raise FrameFileError(path, "frames", "expected an .npz archive with this array")
        try:
            frames = archive["frames"]
        except (BadZipFile, ValueError, EOFError) as error:
            raise FrameFileError(path, "frames", f"expected a whole array: {error}") from None
    if frames.dtype != np.int16 or frames.ndim != 3 or frames.shape[1:] != SHAPE:
        raise FrameFileError(
            path,
            "frames",
            f"expected int16 (n, {SHAPE[0]}, {SHAPE[1]}), got {frames.dtype} {frames.shape}",
        )
    return np.ascontiguousarray(frames)


def idle(frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Take the frames that hold no touch."""
    result: NDArray[np.int16] = frames[is_idle(frames)]
    return result


def fingers(frames: NDArray[np.int16]) -> NDArray[np.int16]:
    """Take the frames that hold a touch."""
    result: NDArray[np.int16] = frames[~is_idle(frames)]
    return result
