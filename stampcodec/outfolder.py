"""Folders that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stampcodec.outfile import umask

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        aside.chmod(0o777 & ~umask())
        aside.rename(target)
    except OSError as error:
        # What is named is aside and gone; a full disk names nothing.
        reason = error.strerror or f"could not be written whole: {error}"
        raise OSError(error.errno or errno.EIO, reason, str(path)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
