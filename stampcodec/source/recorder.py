"""A recorder: writes the bytes of a link to a new file as they come."""

from __future__ import annotations

from pathlib import Path

from stampcodec.errors import PortError


class Recorder:
    """A new file that takes the bytes of a link, each piece at once.

    A recording that is cut off anywhere is one, so the file is not written aside.

    Parameters
    ----------
    path : Path or str

    Raises
    ------
    PortError
        The file exists already.
    OSError
        The file cannot be made.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        try:
            self._file = self._path.open("xb", buffering=0)
        except FileExistsError:
            raise PortError(path, "", "exists already, expected a new file") from None

    def write(self, data: bytes) -> None:
        """Take bytes.

        Raises
        ------
        OSError
            The disk is full, for instance.
        """
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]

    def discard(self) -> None:
        """Remove the file again: the device never answered."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; harmless when that has been done."""
        self._file.close()
