"""numpy's ``.npy`` files: one array after the other, in memory that the header cannot choose.

References
----------
numpy.lib.format, versions 1.0 and 2.0 of the NPY format.
"""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stampcodec.conversion import NUMBERS
from stampcodec.frames.td16 import arriving
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from stampcodec.frames.stored import Stored

MAGIC = b"\x93NUMPY"
# By version: bytes of the header's length, and numpy's parser.
VERSIONS = {
    (1, 0): (2, np.lib.format.read_array_header_1_0),
    (2, 0): (4, np.lib.format.read_array_header_2_0),
}
# numpy's own limit for headers that nobody vouches for.
MOST_HEADER_BYTES = 10_000
# An array in Fortran order must be held as a whole: its first frame ends at its last byte.
MOST_WHOLE_BYTES = 2**28


class Header(NamedTuple):
    """What an ``.npy`` header says."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[np.generic]


def blocks(stored: Stored) -> Iterator[NDArray[np.generic]]:
    """Return the frames of all arrays in a file, as many at a time as have arrived.

    ``numpy.save`` may have written several arrays into one file or pipe; they follow each other.
    """
    found = header(stored)
    count = _frames_in(stored, found)
    return _arrays(stored, found, count)


def _arrays(stored: Stored, found: Header, count: int) -> Iterator[NDArray[np.generic]]:
    while True:
        if found.fortran and len(found.shape) > 1:
            yield _whole(stored, found)
        else:
            yield from arriving(stored, found.dtype, count)
        ahead = stored.source.head(lambda head: len(head) >= len(MAGIC))
        if not ahead:
            return
        if not ahead.startswith(MAGIC):
            stored.fail("", f"expected the end after {counted(count, 'frame')}, got more bytes")
        found = header(stored)
        count = _frames_in(stored, found)


def header(stored: Stored) -> Header:
    """Take the header of an array."""
    start = stored.source.exactly(len(MAGIC) + 2)
    if len(start) < len(MAGIC) + 2 or not start.startswith(MAGIC):
        stored.fail("", "expected an .npy file, its first bytes are not those of one")
    version = (start[-2], start[-1])
    if version not in VERSIONS:
        stored.fail("", f"expected .npy version 1.0 or 2.0, got {version[0]}.{version[1]}")
    width, parse = VERSIONS[version]
    length_bytes = stored.source.exactly(width)
    length = int.from_bytes(length_bytes, "little")
    if length > MOST_HEADER_BYTES:
        stored.fail("", f"expected an .npy header of {MOST_HEADER_BYTES} bytes or less")
    text = stored.source.exactly(length)
    try:
        # numpy warns of headers that Python 2 wrote, and Python of what is wrong in their text.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Header(*parse(io.BytesIO(length_bytes + text)))
    # numpy parses the header as Python text, and raises whatever that provokes.
    except Exception as error:
        first_line = (str(error).splitlines() or [type(error).__name__])[0]
        stored.fail("", f"expected an .npy file: {first_line}")
    if min(found.shape, default=0) < 0:
        stored.fail("shape", f"expected no negative length, got {found.shape}")
    if found.dtype.kind not in NUMBERS:
        stored.fail("dtype", _no_counts(found.dtype))
    return found


def _no_counts(dtype: np.dtype[np.generic]) -> str:
    problem = f"expected int16, or integers and whole floats that fit it, got {dtype}"
    if dtype.hasobject:
        return f"{problem}; objects are never opened, numpy.array(frames, numpy.int16) converts"
    if dtype.kind in "bc":
        return f"{problem}; frames{'.real' * (dtype.kind == 'c')}.astype(numpy.int16) converts"
    return problem


def _frames_in(stored: Stored, found: Header) -> int:
    shape, frame, flat = found.shape, stored.shape, (stored.nodes,)
    if shape in (frame, flat):
        _expect_bytes(stored, found)
        return 1
    if shape[1:] not in (frame, flat):
        rows, columns = frame
        problem = f"expected (n, {rows}, {columns}), (n, {stored.nodes}) or one frame, got {shape}"
        if shape[-2:] == (columns, rows):
            problem += "; --swap-axes takes frames that are stored as columns x rows"
        stored.fail("shape", problem)
    if not shape[0]:
        stored.fail("shape", "expected at least one frame, got none")
    _expect_bytes(stored, found)
    return shape[0]


def _expect_bytes(stored: Stored, found: Header) -> None:
    """Compare before anything is read: a damaged header may claim terabytes."""
    source = stored.source
    if source.size is None:
        return
    expected, left = math.prod(found.shape) * found.dtype.itemsize, source.size - source.taken
    if left < expected:
        stored.fail("", f"expected {expected} bytes of frames, the file ends after {left}")


def _whole(stored: Stored, found: Header) -> NDArray[np.generic]:
    count = math.prod(found.shape) * found.dtype.itemsize
    if count > MOST_WHOLE_BYTES:
        stored.fail(
            "",
            f"expected {MOST_WHOLE_BYTES} bytes or less in Fortran order, got {count}; "
            "numpy.save(path, numpy.ascontiguousarray(frames)) converts",
        )
    flat = stored.source.exactly(count)
    if len(flat) < count:
        stored.fail("", f"expected {count} bytes of frames, the end came after {len(flat)}")
    array = np.frombuffer(flat, found.dtype).reshape(found.shape, order="F")
    return array.reshape(-1, *stored.shape)
