"""A client's end on bytes that were recorded, or that another program pipes in."""

from __future__ import annotations

import os
import select
import stat
import sys
from typing import TYPE_CHECKING

from stampcodec.errors import PortClosedError, PortError
from stampcodec.link._address import Kind
from stampcodec.link.port import READ_BYTES, Port
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from stampcodec.link._address import Address


class FilePort(Port):
    """Bytes of a file, a named pipe or standard input. Make one with `open_port`.

    Nothing can be sent: `write` raises.

    Parameters
    ----------
    address : Address

    Raises
    ------
    PortError
        The file does not exist or cannot be read.
    """

    is_live = False

    def __init__(self, address: Address) -> None:
        self.name = address.word
        self._descriptor = -1
        self._owned = address.kind is not Kind.STREAM
        try:
            self._descriptor = (
                os.open(address.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
                if self._owned
                else sys.stdin.fileno()
            )
            mode = os.fstat(self._descriptor).st_mode
        except (OSError, ValueError) as error:
            raise PortError(
                address.word, "", getattr(error, "strerror", "") or str(error)
            ) from None
        if stat.S_ISDIR(mode):
            self.close()
            raise PortError(address.word, "", "is a folder, expected a file")
        # A file on disk is always ready, and on some systems cannot be asked.
        self._can_wait = not stat.S_ISREG(mode)

    def read(self, timeout_s: float | None) -> bytes:
        """Return the next bytes."""
        if self._can_wait:
            ready, _, _ = select.select([self._descriptor], [], [], timeout_s)
            if not ready:
                return b""
        try:
            received = os.read(self._descriptor, READ_BYTES)
        except OSError as error:
            raise PortClosedError(self.name, "", error.strerror or str(error)) from None
        if not received:
            raise PortClosedError(self.name, "", "the end of the file")
        return received

    def write(self, data: bytes) -> None:
        """Refuse: a recording takes no commands."""
        got = counted(len(data), "byte")
        raise PortClosedError(self.name, "", f"a file takes no commands, got {got}")

    def close(self) -> None:
        """Give the file back; standard input stays open."""
        if self._owned and self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
