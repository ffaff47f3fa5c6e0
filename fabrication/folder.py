"""A folder to work in that can be gone on from."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from stampcodec.errors import FileError
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


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
