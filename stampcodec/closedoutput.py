"""Standard output where whoever started the program has closed it (``>&-`` in a shell)."""

from __future__ import annotations

import errno
import io

SHOWN = "standard output"


class ClosedOutput(io.TextIOBase):
    """A stream that reports that it is closed as soon as something is written to it.

    Python has None in its place, and printing to that succeeds: results would be lost in silence.
    """

    def write(self, text: str) -> int:
        """Refuse the text, whatever it is.

        Raises
        ------
        OSError
            Always.
        """
        del text
        raise OSError(errno.EBADF, "is closed", SHOWN)

    def fileno(self) -> int:
        """Refuse; there is no file.

        Raises
        ------
        OSError
            Always.
        """
        raise OSError(errno.EBADF, "is closed", SHOWN)
