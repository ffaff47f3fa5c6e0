"""A video device of Linux as an open file: requests, mapped memory, waiting."""

from __future__ import annotations

import errno
import os
import select
from typing import TYPE_CHECKING, Protocol

from stampcodec.errors import PortError

if TYPE_CHECKING:
    import ctypes


class Memory(Protocol):
    """Bytes that the driver writes and we read."""

    def __getitem__(self, part: slice) -> bytes | bytearray:
        """Return some of them."""


class VideoFile:
    """An open video device.

    Parameters
    ----------
    path : str

    Raises
    ------
    PortError
        It cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self.name = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            raise PortError(path, "", (error.strerror or str(error)).lower()) from None

    def request(self, number: int, argument: ctypes.Structure | ctypes.c_int) -> bool:
        """Ask the driver; it fills in what it answers.

        Returns
        -------
        bool
            False: nothing is there yet (``EAGAIN``).

        Raises
        ------
        OSError
            The driver refuses, or the device has gone.
        """
        import fcntl  # noqa: PLC0415  (not on Windows)

        try:
            fcntl.ioctl(self._descriptor, number, argument)
        except OSError as error:
            if error.errno == errno.EAGAIN:
                return False
            raise
        return True

    def map(self, length: int, offset: int) -> Memory:
        """Return memory of the driver, bytes; it is given back when nothing refers to it."""
        import mmap  # noqa: PLC0415

        return mmap.mmap(self._descriptor, length, offset=offset)

    def read(self, most: int) -> bytes:
        """Return a frame as the driver reads it; empty where none is there yet."""
        try:
            return os.read(self._descriptor, most)
        except BlockingIOError:
            return b""

    def wait(self, timeout_s: float | None) -> bool:
        """Wait for a frame; tell whether there is one."""
        return bool(select.select([self._descriptor], [], [], timeout_s)[0])

    def close(self) -> None:
        """Close the device; harmless when that has been done."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
