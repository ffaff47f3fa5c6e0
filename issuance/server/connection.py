"""Connections: how long a client may take to ask and to read, and how many may do so at a time.

::

    connected ─► silent ─ a head, whole within HEAD_S ─► asks ─► answered ─► taken ─┐
                   ▲ └ too many: the one silent for longest goes    └ too slowly,   │
                   │                                                  or too many:  │
                   │                                                  broken off    │
                   └────────────────────────────────────────────────────────────────┘

A silent connection costs a socket and a few kilobytes, so it counts as no work; without a bound it
would count as a socket for as long as it likes. An answer that its client does not read costs a
socket and the answer. `issuance/server/gate.py` bounds what comes between.

References
----------
RFC 9112, "HTTP/1.1", clause 9.5: a server may close a connection at any time.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import TYPE_CHECKING, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from issuance.server.problem import MEDIA_TYPE, document

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

# The head of a request is there so long after a connection, or after the answer before it.
HEAD_S = 10.0
MOST_HEAD_BYTES = 64 * 1024
# Of an answer that waits for its client, so many bytes are taken in so many seconds.
TAKE_S, LEAST_BYTES = 10.0, 10 * 1024
# With those that send a body and those that are worked for, within the 1,024 files of a process.
MOST_SILENT, MOST_UNTAKEN = 400, 100
# A socket that lingers for no time drops what it has not sent: struct linger, on and 0 s.
AT_ONCE = struct.pack("ii", 1, 0)
# In these states a problem can still be told; otherwise an answer is out already.
TELLS = (h11.IDLE, h11.SEND_RESPONSE)


class PatientProtocol(H11Protocol):
    """HTTP on one connection, with its patience bounded.

    By h11, whatever else is installed: what one parser takes for two requests another takes for
    one, and this is the one that the tests know.
    """

    silent: ClassVar[dict[PatientProtocol, TimerHandle]] = {}
    untaken: ClassVar[dict[PatientProtocol, TimerHandle]] = {}

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        # Any byte that waits for the client is known at once, and when the last one is gone.
        transport.set_write_buffer_limits(high=0)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what is sent; a head that is whole is a request."""
        super().data_received(data)
        if self._asks():
            self._stop_waiting()
        elif self in self.silent:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._give_up()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP with a problem document, and close the connection."""
        if self.conn.our_state in TELLS:
            body = json.dumps(document("malformed", msg)).encode()
            headers = [
                (b"content-type", MEDIA_TYPE.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store"),
                (b"connection", b"close"),
            ]
            told = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
            for part in (told, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    def on_response_complete(self) -> None:
        """Wait for the next request, if it is not here already."""
        super().on_response_complete()
        if not self._asks() and not self.transport.is_closing():
            self._wait()

    def pause_writing(self) -> None:
        """Look after an answer of which the client has not taken all."""
        super().pause_writing()
        self._look_again()
        if len(self.untaken) > MOST_UNTAKEN:
            next(iter(self.untaken))._break_off()

    def resume_writing(self) -> None:
        """Be content: the client has taken all of it."""
        super().resume_writing()
        self._stop_looking()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._stop_waiting()
        self._stop_looking()

    def _asks(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._stop_waiting()
        self._head_bytes = 0
        self.silent[self] = self.loop.call_later(HEAD_S, self._give_up)
        if len(self.silent) > MOST_SILENT:
            next(iter(self.silent))._give_up()

    def _stop_waiting(self) -> None:
        late = self.silent.pop(self, None)
        if late is not None:
            late.cancel()

    def _give_up(self) -> None:
        self._stop_waiting()
        self.transport.close()

    def _look_again(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self.untaken[self] = self.loop.call_later(TAKE_S, self._look, waiting)

    def _look(self, before: int) -> None:
        if before - self.transport.get_write_buffer_size() < LEAST_BYTES:
            self._break_off()
        else:
            self._look_again()

    def _stop_looking(self) -> None:
        late = self.untaken.pop(self, None)
        if late is not None:
            late.cancel()

    def _break_off(self) -> None:
        self._stop_looking()
        # To close it would wait until the client has taken the rest, here or in the system.
        client = self.transport.get_extra_info("socket")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()
