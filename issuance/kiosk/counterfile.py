"""The file in which a kiosk counts its presentations: always forwards, also over a power cut."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from stampcodec import FileError

if TYPE_CHECKING:
    from pathlib import Path

# Nineteen digits and a line feed, so that every number replaces the whole of the one before.
DIGITS = 19
MOST = 2**63 - 1


class CounterFile:
    """Counts in a file that one program at a time has open.

    Parameters
    ----------
    path : Path
        Made if there is none; the first number is then 1.

    Raises
    ------
    FileError
        Another program has it open, or it holds no number.
    OSError
        It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._last = self._read()
        except BlockingIOError:
            os.close(self._file)
            problem = "another program counts in it; a key is one kiosk's"
            raise FileError(path, "", problem) from None
        except FileError:
            os.close(self._file)
            raise

    def next(self) -> int:
        """Return a number above all earlier ones, once it is safe on the disk.

        Raises
        ------
        OSError
            It cannot be written.
        """
        self._last += 1
        os.pwrite(self._file, f"{self._last:0{DIGITS}d}\n".encode(), 0)
        os.fsync(self._file)
        return self._last

    def close(self) -> None:
        """Let another program count."""
        os.close(self._file)

    def _read(self) -> int:
        text = os.pread(self._file, DIGITS + 2, 0)
        if not text:
            return 0
        digits = text.removesuffix(b"\n")
        if len(digits) != DIGITS or not digits.isdigit() or int(digits) >= MOST:
            raise FileError(self._path, "", f"expected a counter, a number of {DIGITS} digits")
        return int(digits)
