"""Recorded streams: stretches of frames in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

STREAMS = "capfingerid_nexus5_streams.npz"


class RecordedStreams(NamedTuple):
    """Stretches of frames, one after the other.

    Attributes
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    time_s : ndarray, shape (n,)
        From the start of each stretch.
    stream : ndarray of int, shape (n,)
        Which stretch.
    """

    frames: npt.NDArray[np.int16]
    time_s: npt.NDArray[np.float64]
    stream: npt.NDArray[np.uint8]

    def stretches(self) -> list[tuple[npt.NDArray[np.int16], npt.NDArray[np.float64]]]:
        """Take the stretches apart: frames and times of each."""
        return [
            (self.frames[self.stream == which], self.time_s[self.stream == which])
            for which in np.unique(self.stream)
        ]


def load_streams(folder: Path) -> RecordedStreams:
    """Read the recorded streams.

    Parameters
    ----------
    folder : Path
        The folder of `STREAMS`, or of the file beside it that was named.

    Raises
    ------
    OSError
        If the file is not there.
    ValueError
        If it is no archive with ``frames``, ``time_s`` and ``stream``.
    """
    path = (folder if folder.is_dir() else folder.parent) / STREAMS
    try:
        with np.load(path, allow_pickle=False) as archive:
            return RecordedStreams(archive["frames"], archive["time_s"], archive["stream"])
    except (KeyError, ValueError, EOFError, BadZipFile) as error:
        problem = f"expected an .npz of frames, time_s and stream: {error}"
        raise ValueError(f"{path}: {problem}") from error
