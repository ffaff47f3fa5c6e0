"""Folders that appear whole or not at all, and one to work in that can be gone on from."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stampcodec.errors import FileError
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def refuse_existing(path: Path) -> None:
    """Refuse an output folder that holds something already.

    Raises
    ------
    OSError
        ``filename`` is `path`.
    """
    try:
        taken = not path.is_dir() or any(path.iterdir())
    except FileNotFoundError:
        return
    if taken and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "exists already, expected a new folder", str(path))


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a folder beside `path` to fill, and rename it to `path` when the block succeeds.

    When the block raises, nothing of it is left.

    Raises
    ------
    OSError
        `path` exists and is no empty folder, its parent is missing or cannot be written, or the
        disk is full; ``filename`` is `path`.
    """
    refuse_existing(path)
    target = Path(os.path.realpath(path))
    try:
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        yield aside
        aside.chmod(0o777 & ~_umask())
        aside.rename(target)
    except OSError as error:
        # What is named is aside and gone; a full disk names nothing.
        reason = error.strerror or f"could not be written whole: {error}"
        raise OSError(error.errno or errno.EIO, reason, str(path)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def working_in(folder: Path, plan: str, content: bytes, inside: Sequence[str]) -> Iterator[None]:
    """Make a folder to work in, or go on in one that was left by the same plan.

    While the block runs nobody else can work in it. When it raises, the folder stays, to go on
    from, unless nothing has been made in it.

    Parameters
    ----------
    folder : Path
    plan : str
        Name of the file that says what is made.
    content : bytes
        What it says.
    inside : sequence of str
        Folders in it.

    Raises
    ------
    FileError
        The folder was left by another plan, or somebody is at work in it.
    OSError
        It cannot be made.
    """
    folder.mkdir(exist_ok=True)
    try:
        with _locked(folder):
            note = folder / plan
            if not note.exists() and any(folder.iterdir()):
                raise FileError(folder, "", "is no stopped batch, expected none of that name")
            if note.exists() and note.read_bytes() != content:
                raise FileError(
                    folder, "", "was left by another batch; remove it, or choose another --output"
                )
            if not note.exists():
                with replacing(note) as aside:
                    aside.write_bytes(content)
            for name in inside:
                (folder / name).mkdir(exist_ok=True)
                # What a run that was killed had begun to write, beside where it would have stood.
                for aside in (folder / name).glob(".*"):
                    aside.unlink(missing_ok=True)
            try:
                yield
            finally:
                if folder.exists() and not any(any((folder / name).iterdir()) for name in inside):
                    shutil.rmtree(folder, ignore_errors=True)
    finally:
        with suppress(OSError):  # made and not filled
            folder.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; a process that dies lets go of it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileError(folder, "", "another run is at work in it") from None
        yield
    finally:
        os.close(handle)


def _umask() -> int:
    # The only portable way to read it is to set it.
    umask = os.umask(0o022)
    os.umask(umask)
    return umask
