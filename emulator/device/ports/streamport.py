"""A file that the device's bytes are written to, or standard output and input."""

from __future__ import annotations

import os
import select
import sys
import time
from typing import TYPE_CHECKING

from emulator.device.ports.deviceport import READ_BYTES, DevicePort
from stampcodec.errors import PortClosedError, PortError

if TYPE_CHECKING:
    from stampcodec.link import Address

# What a pipe that is ready takes without waiting (POSIX: PIPE_BUF is at least 512).
PIPE_BYTES = 512


class FileDevicePort(DevicePort):
    """A new file. No client can ask for anything.

    Parameters
    ----------
    address : Address

    Raises
    ------
    PortError
        The file exists or cannot be written.
    """

    starts_itself = True

    def __init__(self, address: Address) -> None:
        self.announcement = address.word
        try:
            self._descriptor = os.open(
                address.path,
                os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0),
                0o666,
            )
        except FileExistsError:
            raise PortError(address.word, "", "exists already, expected a new file") from None
        except OSError as error:
            raise PortError(address.word, "", error.strerror or str(error)) from None

    def receive(self) -> bytes:
        """Return nothing."""
        return b""

    def send(self, data: bytes) -> int:
        """Write bytes."""
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            raise PortClosedError(self.announcement, "", error.strerror or str(error)) from None

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Let the time pass; a file is always ready."""
        if not to_send:
            time.sleep(timeout_s)

    def hang_up(self) -> None:
        """Do nothing: there is no plug."""

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class StreamPort(DevicePort):
    """Standard output, and commands from standard input unless that is a terminal."""

    def __init__(self) -> None:
        self.announcement = "standard output"
        self._out = sys.stdout.fileno()
        # Whoever started the program may have closed its standard input.
        self._listens = sys.stdin is not None and not sys.stdin.isatty()
        self._in = sys.stdin.fileno() if self._listens else -1
        if sys.stdout.isatty():
            raise PortError("-", "", "expected a pipe or a file, standard output is a terminal")

    def receive(self) -> bytes:
        """Return what the client has sent."""
        if not self._listens or not select.select([self._in], [], [], 0)[0]:
            return b""
        received = os.read(self._in, READ_BYTES)
        self._listens = bool(received)
        return received

    def send(self, data: bytes) -> int:
        """Send bytes as far as the reader takes them."""
        if not select.select([], [self._out], [], 0)[1]:
            return 0
        return os.write(self._out, data[:PIPE_BYTES])

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Wait for the client."""
        select.select(
            [self._in] if self._listens else [], [self._out] if to_send else [], [], timeout_s
        )

    def hang_up(self) -> None:
        """Do nothing: there is no plug."""

    def close(self) -> None:
        """Leave both open; they are the system's."""
