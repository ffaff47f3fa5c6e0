"""Connections: how long a client may take to ask, and how many may be silent at a time.

::

    connected ─► silent ─ a head, whole within HEAD_S ─► asks ─► answered ─┐
                   ▲ └ too many: who is silent for longest goes            │
                   └────────────────────────────────────────────────────────┘

A silent connection costs a socket and a few kilobytes, so it counts as no work; without a bound it
would count as a socket for as long as it likes. `issuance/server/gate.py` bounds what comes after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
else:
    Protocol = AutoHTTPProtocol

# The head of a request is there so long after a connection, or after the answer before it.
HEAD_S = 10.0
MOST_HEAD_BYTES = 64 * 1024
# With those that send a body and those that are worked for, within the 1,024 files of a process.
MOST_SILENT = 500


class PatientProtocol(Protocol):
    """HTTP on one connection, by whichever parser is installed, with its patience bounded."""

    silent: ClassVar[dict[PatientProtocol, TimerHandle]] = {}

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
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

    def on_response_complete(self) -> None:
        """Wait for the next request, if it is not here already."""
        super().on_response_complete()
        if not self._asks() and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._stop_waiting()

    def _asks(self) -> bool:
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

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
