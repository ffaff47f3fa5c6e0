"""Frame files: recognised, read as they arrive, and written.

Frames are int16 deltas, touch positive, ``[row, column]`` in the panel view: byte for byte the V4L2
touch format TD16, little endian. A sensor that is wired otherwise is put right here, where its data
enters, and nowhere else. Each format is a file; `stored.py` says what they have in common.

References
----------
docs/frames.md. Linux kernel documentation, V4L2_TCH_FMT_DELTA_TD16.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.bytesource import opened
from stampcodec.conversion import as_frames
from stampcodec.errors import FrameFileError
from stampcodec.fileformat import FRAMES, NPY, NPZ, TABLE, TD16, TOUCH, readable, recognised
from stampcodec.frames import csvfile, npy, npz, td16, touch
from stampcodec.frames.stored import Stored
from stampcodec.frames.wiring import STRAIGHT, Wiring
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from stampcodec.bytesource import ByteSource
    from stampcodec.fileformat import Format

__all__ = ["STRAIGHT", "Wiring", "frame_blocks", "read_frames", "write_frames"]

# Large enough that threads pay, small enough that progress moves and memory does not grow.
BLOCK_FRAMES, BLOCK_BYTES = 4096, 2**24
READERS = {
    NPY: npy.blocks,
    NPZ: npz.blocks,
    TABLE: csvfile.blocks,
    TD16: td16.blocks,
    TOUCH: touch.blocks,
}


def read_frames(
    path: Path | str, rows: int, columns: int, wiring: Wiring = STRAIGHT
) -> NDArray[np.int16]:
    """Read all frames of a file; the inverse of `write_frames`.

    Parameters
    ----------
    path : Path or str
        A file in any format of docs/frames.md: ``.npy``, ``.npz``, ``.csv``, raw ``.td16`` or a
        recording, ``.touch``; its content counts, not its name. ``"-"`` is standard input.
    rows, columns : int
        Of the panel.
    wiring : Wiring
        How the stored data differs from the panel view.

    Returns
    -------
    int16 (n, rows, columns)
        C order, n above 0.

    Raises
    ------
    FrameFileError
        The file holds no such frames; the message names file and expectation.
    OSError
        The file cannot be read.
    """
    with opened(path) as source:
        return np.concatenate(list(frame_blocks(source, recognised(source), rows, columns, wiring)))


def frame_blocks(
    source: ByteSource,
    form: Format | None,
    rows: int,
    columns: int,
    wiring: Wiring = STRAIGHT,
) -> Iterator[NDArray[np.int16]]:
    """Read frames as they arrive, in memory that does not depend on how many there are.

    Parameters
    ----------
    source : ByteSource
        At its start.
    form : Format or None
        What `recognised` says of it.
    rows, columns : int
        Of the panel.
    wiring : Wiring
        How the stored data differs from the panel view.

    Yields
    ------
    int16 (k, rows, columns)
        C order, k above 0: what has arrived, up to 4,096 frames and 16 MiB.

    Raises
    ------
    FrameFileError
        The bytes are no such frames. Whole frames that came before have been yielded.
    OSError
        The source cannot be read.
    """
    if not source.head(bool):
        raise FrameFileError(source.name, "", "expected frames, got an empty file")
    if form is None or form.holds != FRAMES:
        got = "" if form is None else f", got a {form.name}"
        raise FrameFileError(source.name, "", f"expected {readable(FRAMES)}{got}")
    shape = wiring.stored_shape(rows, columns)
    most = max(1, min(BLOCK_FRAMES, BLOCK_BYTES // (td16.TD16.itemsize * rows * columns)))
    first = 0
    for block in READERS[form](Stored(source, shape, wiring.big_endian, most)):
        yield wiring.straightened(_whole_counts(source, first, block))
        first += len(block)


def _whole_counts(source: ByteSource, first: int, block: NDArray[np.generic]) -> NDArray[np.int16]:
    try:
        return as_frames(block)
    except ValueError:
        # Frame by frame, for the number of the one that cannot be converted.
        frames = [_whole_frame(source, first + n, frame) for n, frame in enumerate(block)]
    return np.stack(frames)


def _whole_frame(source: ByteSource, number: int, frame: NDArray[np.generic]) -> NDArray[np.int16]:
    try:
        return as_frames(frame)
    except ValueError as error:
        raise FrameFileError(source.name, f"frame {number}", str(error)) from None


def write_frames(path: Path | str, frames: NDArray[np.int16]) -> None:
    """Write int16 (n, rows, columns) frames as ``.npy`` or ``.td16``, whole or not at all.

    Raises
    ------
    FrameFileError
        The name ends in neither.
    OSError
        The file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    stored = np.ascontiguousarray(frames, dtype=td16.TD16)
    if suffix not in (".npy", ".td16"):
        raise FrameFileError(path, "", "expected a name that ends in .npy or .td16")
    with replacing(path) as aside, aside.open("wb") as file:
        if suffix == ".npy":
            np.lib.format.write_array(file, stored, version=(1, 0), allow_pickle=False)
        else:
            file.write(stored.tobytes())
