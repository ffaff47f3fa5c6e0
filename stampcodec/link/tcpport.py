"""A client's end on a TCP port."""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING

from stampcodec.errors import PortClosedError, PortError
from stampcodec.link.port import READ_BYTES, Port

if TYPE_CHECKING:
    from stampcodec.link._address import Address

CONNECT_TIMEOUT_S = 5.0


class TcpPort(Port):
    """Bytes through a TCP connection. Make one with `open_port`.

    Parameters
    ----------
    address : Address

    Raises
    ------
    PortError
        Nobody listens there.
    """

    def __init__(self, address: Address) -> None:
        self.name = address.word
        try:
            self._socket = socket.create_connection(
                (address.path, address.number), CONNECT_TIMEOUT_S
            )
        except OSError as error:
            reason = "no answer" if isinstance(error, TimeoutError) else error.strerror
            raise PortError(address.word, "", f"cannot connect: {reason or error}") from None
        # Commands are a few bytes that must not wait for each other.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self, timeout_s: float | None) -> bytes:
        """Return what has arrived."""
        try:
            ready, _, _ = select.select([self._socket], [], [], timeout_s)
            if not ready:
                return b""
            received = self._socket.recv(READ_BYTES)
        except (OSError, ValueError) as error:
            raise PortClosedError(self.name, "", _broken(error)) from None
        if not received:
            raise PortClosedError(self.name, "", "the device closed the connection")
        return received

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise PortClosedError(self.name, "", _broken(error)) from None

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


def _broken(error: Exception) -> str:
    return f"the connection broke: {getattr(error, 'strerror', None) or error}"
