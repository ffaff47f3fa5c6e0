"""A TCP port that one client at a time connects to."""

from __future__ import annotations

import errno
import select
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from emulator.device.ports.deviceport import READ_BYTES, DevicePort
from stampcodec.errors import PortError

if TYPE_CHECKING:
    from stampcodec.link import Address

# A line has no memory to speak of. A client that does not read finds frames dropped by the device,
# not megabytes of old ones in the system's buffers.
SEND_BUFFER_BYTES = 16_384
# Whoever still floods the line while the connection is closed is not listened to for ever.
MOST_LAST_READS = 64


class TcpPort(DevicePort):
    """A listening port. Whoever comes while a client is connected is sent away.

    Parameters
    ----------
    address : Address
        Port 0 takes any that is free.

    Raises
    ------
    PortError
        The port is taken, or the host is not this machine's.
    """

    def __init__(self, address: Address) -> None:
        self._client: socket.socket | None = None
        host, port = address.path, address.number
        try:
            family, _, _, _, where = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            self._listener = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            raise PortError(address.word, "", error.strerror or str(error)) from None
        try:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            self._listener.bind(where)
            self._listener.listen()
            self._listener.setblocking(False)
        except OSError as error:
            self._listener.close()
            reason = (
                "busy, another program listens there"
                if error.errno == errno.EADDRINUSE
                else error.strerror or str(error)
            )
            raise PortError(address.word, "", reason) from None
        taken = self._listener.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        self.announcement = f"tcp:{name}:{taken}"

    def receive(self) -> bytes:
        """Return what the client has sent; let one in, where none is."""
        received = self._heard()
        if not received:
            self._answer_door()
        return received

    def send(self, data: bytes) -> int:
        """Send bytes as far as the client takes them; where there is none they are lost."""
        if self._client is None:
            self.unheard += len(data)
            return len(data)
        try:
            return self._client.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.hang_up()
            self.unheard += len(data)
            return len(data)

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Wait for a client, or for the one that is there."""
        there = [self._listener] + ([self._client] if self._client else [])
        select.select(there, there[1:] if to_send else [], [], timeout_s)

    def hang_up(self) -> None:
        """Close the connection."""
        if self._client is not None:
            # A socket that is closed unread resets the connection, and what the client has not
            # read yet is lost with it.
            with suppress(OSError):
                for _ in range(MOST_LAST_READS):
                    self.unread += len(self._client.recv(READ_BYTES))
            self._client.close()
            self._client = None

    def close(self) -> None:
        """Close the connection and the port."""
        self.hang_up()
        self._listener.close()

    def _heard(self) -> bytes:
        if self._client is None:
            return b""
        try:
            received = self._client.recv(READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            received = b""
        if not received:
            self.hang_up()
        return received

    def _answer_door(self) -> None:
        """Let in who calls first; a client that has gone has been noticed by now."""
        with suppress(BlockingIOError, ConnectionError):
            while True:
                caller, _ = self._listener.accept()
                if self._client is None:
                    caller.setblocking(False)
                    caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._client = caller
                else:
                    caller.close()
