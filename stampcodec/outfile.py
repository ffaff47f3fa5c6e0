"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Yield a path beside `path` to write to, and rename it over `path` when the block succeeds.

    When the block raises, nothing of it is left and an older `path` is untouched. A device or
    pipe (``/dev/stdout``) cannot be replaced, so it is yielded itself.

    Raises
    ------
    OSError
        The folder is missing or cannot be written; ``filename`` is `path`.
    """
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        try:
            yield target
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
        return
    target = Path(os.path.realpath(target))
    if target.is_dir():
        raise IsADirectoryError(21, "is a folder, expected a file", str(path))
    try:
        # mkstemp, so that two writers never share an aside; its suffix keeps the file type.
        handle, aside_name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
        )
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    os.close(handle)
    aside = Path(aside_name)
    try:
        yield aside
        aside.chmod(0o666 & ~umask() if not target.exists() else target.stat().st_mode & 0o777)
        aside.replace(target)
    except OSError as error:
        if error.filename is None:
            # a full disk names no file
            reason = error.strerror or f"could not be written whole: {error}"
            raise OSError(error.errno or errno.EIO, reason, str(path)) from error
        raise
    finally:
        aside.unlink(missing_ok=True)


def umask() -> int:
    """Return the permissions that new files and folders are made without."""
    # The only portable way to read it is to set it.
    umask = os.umask(0o022)
    os.umask(umask)
    return umask
