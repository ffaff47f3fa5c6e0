"""Frame files: ``.npy`` and raw ``.td16``, read and written.

Frames are int16 deltas, touch positive, ``[row, column]`` in the panel view: byte for byte the V4L2
touch format TD16, little endian. A sensor that is wired otherwise is put right here, where its data
enters, and nowhere else.

References
----------
Linux kernel documentation, V4L2_TCH_FMT_DELTA_TD16.
numpy.lib.format, version 1.0 and 2.0 of the NPY format.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.errors import FrameFileError
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

TD16 = np.dtype("<i2")


@dataclass(frozen=True)
class Wiring:
    """How a sensor's raw data differs from the panel view.

    Attributes
    ----------
    negative : bool
        A touch lowers the counts.
    big_endian : bool
        Of a ``.td16`` file; an ``.npy`` file says its own.
    swap_axes : bool
        Stored as (columns, rows). Undone before the flips.
    flip_x, flip_y : bool
        Columns counted from the right, rows from the bottom.
    """

    negative: bool = False
    big_endian: bool = False
    swap_axes: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def stored_shape(self, rows: int, columns: int) -> tuple[int, int]:
        """Return the shape in which the sensor stores a frame."""
        return (columns, rows) if self.swap_axes else (rows, columns)

    def straightened(self, raw: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return (n, rows, columns) frames in the panel view from (n, ...) as stored."""
        frames = raw.swapaxes(1, 2) if self.swap_axes else raw
        frames = frames[:, :: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]
        if self.negative:
            # -(-32768) does not fit int16; the nearest count does.
            frames = -np.maximum(frames, np.int16(-32767))
        return np.ascontiguousarray(frames, dtype=np.int16)


STRAIGHT = Wiring()


def read_frames(
    path: Path | str, rows: int, columns: int, wiring: Wiring = STRAIGHT
) -> NDArray[np.int16]:
    """Read all frames of a file; the inverse of `write_frames`.

    Parameters
    ----------
    path : Path or str
        ``.npy``: int16, (n, rows, columns) or one frame (rows, columns). ``.td16``: nothing but
        frames, one after the other.
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
    shape = wiring.stored_shape(rows, columns)
    readers = {".npy": _read_npy, ".td16": _read_td16}
    try:
        read = readers[Path(path).suffix.lower()]
    except KeyError:
        known = " or ".join(readers)
        raise FrameFileError(path, "", f"expected a {known} file") from None
    with Path(path).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if size == 0:
            raise FrameFileError(path, "", "expected frames, got an empty file")
        raw = read(path, file, size, shape, wiring)
    return wiring.straightened(raw)


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
    stored = np.ascontiguousarray(frames, dtype=TD16)
    if suffix not in (".npy", ".td16"):
        raise FrameFileError(path, "", "expected a name that ends in .npy or .td16")
    with replacing(path) as aside, aside.open("wb") as file:
        if suffix == ".npy":
            np.lib.format.write_array(file, stored, version=(1, 0), allow_pickle=False)
        else:
            file.write(stored.tobytes())


def _read_td16(
    path: Path | str, file: BinaryIO, size: int, shape: tuple[int, int], wiring: Wiring
) -> NDArray[np.int16]:
    frame_bytes = TD16.itemsize * shape[0] * shape[1]
    if size % frame_bytes:
        raise FrameFileError(
            path,
            "",
            f"expected a multiple of {frame_bytes} bytes, int16 frames of "
            f"{shape[0]} x {shape[1]}, got {size}",
        )
    return np.frombuffer(file.read(), ">i2" if wiring.big_endian else TD16).reshape(-1, *shape)


def _read_npy(
    path: Path | str, file: BinaryIO, size: int, shape: tuple[int, int], _: Wiring
) -> NDArray[np.int16]:
    stored_shape, fortran, dtype = _npy_header(path, file)
    if dtype.newbyteorder("=") != np.int16:
        raise FrameFileError(path, "dtype", f"expected int16, got {dtype}")
    if len(stored_shape) not in (2, 3) or stored_shape[-2:] != shape:
        raise FrameFileError(
            path,
            "shape",
            f"expected (n, {shape[0]}, {shape[1]}) or one frame, got {stored_shape}",
        )
    # Compared before anything is allocated: a damaged header may claim terabytes.
    count = int(np.prod(stored_shape, dtype=object))
    expected, found = count * dtype.itemsize, size - file.tell()
    if found < expected:
        raise FrameFileError(
            path, "", f"expected {expected} bytes of frames, the file ends after {found}"
        )
    if not count:
        raise FrameFileError(path, "shape", "expected at least one frame, got none")
    flat = np.frombuffer(file.read(expected), dtype)
    return flat.reshape(stored_shape, order="F" if fortran else "C").reshape(-1, *shape)


def _npy_header(
    path: Path | str, file: BinaryIO
) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    parsers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    try:
        version = np.lib.format.read_magic(file)
        parse = parsers.get(version)
        header = parse and parse(file)
    # numpy parses the header as Python text, and raises whatever that provokes.
    except Exception as error:
        first_line = str(error).splitlines()[0]
        raise FrameFileError(path, "", f"expected an .npy file: {first_line}") from None
    if header is None:
        raise FrameFileError(path, "", f"expected .npy version 1.0 or 2.0, got {version}")
    if min(header[0], default=0) < 0:
        raise FrameFileError(path, "shape", f"expected no negative length, got {header[0]}")
    return header
