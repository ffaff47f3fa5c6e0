"""Bytes of a file, a FIFO or standard input, taken as they arrive and never more than asked for."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

STDIN = "-"
STDIN_SHOWN = "standard input"
# What a format is recognised by. A header of JSON or YAML fits many times over.
HEAD_BYTES = 65536


class ByteSource:
    """Bytes in order, with a look ahead.

    Parameters
    ----------
    name : str
        For messages: a path, or "standard input".
    file : binary file
        Its ``read1``, or ``read`` where it has none, may return less than asked for.
    size : int, optional
        Bytes in all, where they can be read again from the start; None for a FIFO.

    Attributes
    ----------
    taken : int
        Bytes that have been taken, the look ahead not counted.
    """

    def __init__(self, name: str, file: IO[bytes], size: int | None = None) -> None:
        self.name = name
        self.size = size
        self.taken = 0
        self._file = file
        self._read: Callable[[int], bytes | None] = getattr(file, "read1", file.read)
        self._ahead = b""

    def some(self, most: int) -> bytes:
        """Return what is there, up to `most` bytes; wait for one; empty at the end."""
        if self._ahead:
            some, self._ahead = self._ahead[:most], self._ahead[most:]
        else:
            some = self._read(most) or b""
        self.taken += len(some)
        return some

    def exactly(self, count: int) -> bytes:
        """Return `count` bytes, fewer only at the end."""
        taken = bytearray()
        while len(taken) < count:
            more = self.some(min(count - len(taken), HEAD_BYTES))
            if not more:
                break
            taken += more
        return bytes(taken)

    def head(self, enough: Callable[[bytes], bool]) -> bytes:
        """Look ahead until `enough`, the end, or `HEAD_BYTES`; nothing is taken."""
        while len(self._ahead) < HEAD_BYTES and not enough(self._ahead):
            more = self._read(HEAD_BYTES - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead

    def lines(self, most: int) -> Iterator[list[bytes]]:
        """Yield the lines that have arrived, without their ends; the last may have none.

        A line longer than `most` bytes is returned as its first `most` + 1, and is the last.
        """
        pending = b""
        while more := self.some(HEAD_BYTES):
            *whole, pending = (pending + more).split(b"\n")
            if len(pending) > most:
                yield [*whole, pending[: most + 1]]
                return
            if whole:
                yield whole
        if pending:
            yield [pending]

    def rewind(self) -> None:
        """Go back to the start; only where `size` is known."""
        self._file.seek(0)
        self._ahead, self.taken = b"", 0

    @contextmanager
    def seekable(self, most: int) -> Iterator[IO[bytes]]:
        """Return a file that can be read in any order: this one, or a copy that has no name.

        A copy holds up to `most` bytes and one more, by which a longer source is known.
        """
        if self.size is not None:
            self.rewind()
            yield self._file
            return
        with TemporaryFile() as copy:
            while copy.tell() <= most and (some := self.some(HEAD_BYTES)):
                copy.write(some)
            copy.seek(0)
            yield copy


@contextmanager
def opened(path: Path | str) -> Iterator[ByteSource]:
    """Open a file, a FIFO, or with ``"-"`` standard input.

    Raises
    ------
    OSError
        The file cannot be opened, or standard input is closed.
    """
    if str(path) == STDIN:
        if sys.stdin is None:
            raise OSError(errno.EBADF, "is closed", STDIN_SHOWN)
        yield ByteSource(STDIN_SHOWN, sys.stdin.buffer)
        return
    with Path(path).open("rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        size = status.st_size if stat.S_ISREG(status.st_mode) else None
        yield ByteSource(str(path), file, size)
