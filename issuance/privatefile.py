"""Small secret files: made once, whole, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OWNER_ALONE = 0o600
MOST_BYTES = 65_536


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what a secret file holds; make it where there is none.

    Of several who make it at once one is the first, and all of them return what that one made: the
    file is linked to its name when it is complete, and a name that is taken is never linked over.

    Raises
    ------
    FileError
        Others than its owner may read it, or it is none of ours.
    OSError
        It can neither be read nor made.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = _aside(path)
        try:
            _write(aside, make())
            with suppress(FileExistsError):
                os.link(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        _sync(path.parent)
    return read(path)


@contextmanager
def written_private(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write to that becomes `path`, safe on the disk, when the block succeeds.

    When the block raises, or the machine stops, `path` is as it was before.

    Raises
    ------
    OSError
        It cannot be written.
    """
    aside = _aside(path)
    try:
        with _new(aside) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    _sync(path.parent)


def make_private(path: Path) -> None:
    """Make a file that its owner alone reads, or take it from everybody else.

    Raises
    ------
    OSError
        It can neither be made nor changed.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CREAT, OWNER_ALONE)
    try:
        if os.fstat(handle).st_mode & 0o777 & ~OWNER_ALONE:
            os.fchmod(handle, OWNER_ALONE)
    finally:
        os.close(handle)


def read(path: Path) -> bytes:
    """Return what a secret file holds.

    Raises
    ------
    FileError
        Others than its owner may read it, or it is none of ours.
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & ~OWNER_ALONE:
            problem = f"expected a file that its owner alone reads, mode 600, got {mode:o}"
            raise FileError(path, "", problem)
        content = file.read(MOST_BYTES + 1)
    if not 0 < len(content) <= MOST_BYTES:
        raise FileError(path, "", "expected a secret, got an empty file or a long one")
    return content


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}-{secrets.token_hex(8)}")


def _new(path: Path) -> IO[bytes]:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "wb")  # noqa: PTH123


def _write(path: Path, content: bytes) -> None:
    with _new(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
