"""numpy's ``.npz`` archives: one array of a zip archive, unpacked as it is read.

References
----------
numpy.lib.format, NPZ. PKWARE APPNOTE 6.3, 4.3.16 (end of central directory record).
"""

from __future__ import annotations

import errno
import io
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from stampcodec.bytesource import ByteSource
from stampcodec.errors import FrameFileError
from stampcodec.frames import npy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    import numpy as np
    from numpy.typing import NDArray

    from stampcodec.frames.stored import Stored

NAME, SUFFIX = "frames", ".npy"
# The table of contents is read as a whole; a thousand arrays are more than anybody saves.
MOST_CONTENTS_BYTES = 2**18
END_MAGIC, END_BYTES = b"PK\x05\x06", 22
LARGE_MAGIC, LARGE_BYTES = b"PK\x06\x07", 20
# The comment that may follow the record.
MOST_COMMENT_BYTES = 2**16
# An archive on a pipe has its table of contents at the end, so it is copied first.
MOST_COPIED_BYTES = 2**30
# Idle frames of nothing but zeros shrink a thousandfold, which is deflate's limit, but nobody
# records an hour of them: a larger array that shrinks more than this is a bomb.
MOST_RATIO, RATIO_FROM_BYTES = 200, 2**28
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
# What zipfile raises where offsets, names and sizes of an archive are wrong: an offset below zero
# is an argument that the system refuses.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
)
MOST_NAMED = 8


def blocks(stored: Stored) -> Iterator[NDArray[np.generic]]:
    """Yield the frames of the array that is called ``frames``, or is the only one."""
    with array_in(stored) as inside:
        yield from npy.blocks(inside)


@contextmanager
def array_in(stored: Stored) -> Iterator[Stored]:
    """Open the array that is called ``frames``, or is the only one, as the bytes of an ``.npy``."""
    with stored.source.seekable(MOST_COPIED_BYTES) as file:
        try:
            _expect_short_contents(stored, file)
            with zipfile.ZipFile(file) as archive:
                chosen = _chosen(stored, archive.infolist())
                with archive.open(chosen) as member:
                    name = f"{stored.source.name}: {chosen.filename}"
                    inside = ByteSource(name, member, chosen.file_size)
                    yield stored._replace(source=inside)
        except FrameFileError:
            raise
        except DAMAGED as error:
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise
            stored.fail("", f"expected an .npz archive, got a damaged one: {error}")


def _expect_short_contents(stored: Stored, file: IO[bytes]) -> None:
    """Find the record that zipfile will find, and refuse an archive of a million members."""
    size = file.seek(0, io.SEEK_END)
    if size > MOST_COPIED_BYTES and stored.source.size is None:
        stored.fail("", f"expected {MOST_COPIED_BYTES} bytes or less on a pipe, got more")
    file.seek(max(0, size - END_BYTES - MOST_COMMENT_BYTES - LARGE_BYTES))
    tail = file.read()
    at = len(tail) - END_BYTES
    if not (tail[at:].startswith(END_MAGIC) and tail.endswith(b"\0\0")):
        at = tail.rfind(END_MAGIC)
    if at < 0 or len(tail) - at < END_BYTES:
        stored.fail("", "expected an .npz archive, its end is missing")
    if tail[max(0, at - LARGE_BYTES) :].startswith(LARGE_MAGIC):
        stored.fail("", "expected an .npz archive below 4 GiB; an .npy file may be larger")
    # Offset 12: size of the table of contents.
    if int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_CONTENTS_BYTES:
        stored.fail("", "expected an .npz archive of some arrays, got one of very many")


def _chosen(stored: Stored, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    arrays = [one for one in members if one.filename.endswith(SUFFIX)]
    named = [one for one in arrays if one.filename == NAME + SUFFIX]
    if not arrays:
        _fail_without_array(stored, members)
    if len(arrays) > 1 and len(named) != 1:
        stored.fail("", f"expected one array, or one that is called {NAME}; {_listed(arrays)}")
    chosen = named[0] if named else arrays[0]
    if chosen.compress_type not in METHODS or chosen.flag_bits & ENCRYPTED:
        stored.fail(chosen.filename, "expected an array that numpy.savez wrote")
    if chosen.file_size > max(RATIO_FROM_BYTES, MOST_RATIO * chosen.compress_size):
        stored.fail(
            chosen.filename,
            f"expected frames, got {chosen.file_size} bytes packed into {chosen.compress_size}",
        )
    return chosen


def _fail_without_array(stored: Stored, members: list[zipfile.ZipInfo]) -> NoReturn:
    problem = "expected an .npz archive with an array"
    if any(one.filename.startswith("xl/") for one in members):
        stored.fail("", f"{problem}, got a workbook; save its sheet as .csv")
    stored.fail("", f"{problem}, got none")


def _listed(arrays: list[zipfile.ZipInfo]) -> str:
    names = [one.filename.removesuffix(SUFFIX)[:40] for one in arrays]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (
        f"it has {', '.join(names[:MOST_NAMED])}{more}; "
        "numpy.savez(path, frames=archive[name]) keeps one"
    )
