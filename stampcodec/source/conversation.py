"""What a client says to a device, and when: docs/protocol.md, clauses 5.4, 5.9, 8.3 and 8.4.

::

    GREETING ── hello ──► DESCRIBING ── description ──► STARTING ── reply ──► STREAMING
       ▲                      └──────────── known already ──▲                     │
       └──── nothing for two seconds, or another boot number ─────────────────────┘

No clock and no port: whoever has both says what time it is, and carries the bytes.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from stampcodec import wire
from stampcodec.errors import PortError
from stampcodec.wire import Arrival, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from stampcodec.stream.reception import Reception

# Clause 5.4: how long the line is quiet before a request is sent again, twice as long each time
# that nothing at all came; and how long a reply may take on a line that is not quiet.
QUIET_S, MOST_QUIET_S, PATIENCE_S = 0.025, 0.1, 1.5
# Clauses 8.4 and 5.5.
SILENCE_S, WATCHDOG_S = 2.0, 3.0
# Three times in the time of the watchdog, at least.
KEEP_ALIVE_S = 0.8


class Step(Enum):
    """What is awaited."""

    GREETING = "a hello"
    DESCRIBING = "the description"
    STARTING = "the reply to start"
    STREAMING = "frames"


class Conversation:
    """A client's side of one conversation.

    Parameters
    ----------
    reception : Reception
        Has the packets first.
    streams : Streams
        What to ask for.
    rate_hz : int
        Scans a second; 0 leaves them to the device.
    now_s : float
    notice : callable
        Takes a line for people when the device restarts or falls silent.

    Attributes
    ----------
    step : Step
    due_s : float
        When `say` has something to send.
    has_asked : bool
        A stream has been asked for; what came before is of somebody else's conversation.
    answers : int
        Times that a silent device answered again.
    """

    def __init__(
        self,
        reception: Reception[Any],
        streams: wire.Streams,
        rate_hz: int,
        now_s: float,
        notice: Callable[[str], None],
    ) -> None:
        self._reception, self._notice = reception, notice
        self._streams, self._rate_hz = streams, rate_hz
        self._writer = wire.PacketWriter()
        self._start_sequences: set[int] = set()
        self._is_silent = self.has_asked = False
        self.answers = 0
        self.due_s, self._quiet_s = now_s, QUIET_S
        self.greet(now_s)

    def greet(self, now_s: float) -> None:
        """Begin anew, after the port was opened again for instance."""
        self._heard_s = now_s
        self._enter(Step.GREETING, now_s)

    def say(self, now_s: float) -> bytes:
        """Return what is to be sent now; often nothing."""
        if self.step is Step.STREAMING and now_s - self._heard_s >= SILENCE_S:
            self._notice(f"nothing came for {SILENCE_S:g} s, asking again")
            self._is_silent = True
            self._enter(Step.GREETING, now_s)
        if now_s < self.due_s:
            return b""
        self._said_s = now_s
        self.due_s = now_s + (KEEP_ALIVE_S if self.step is Step.STREAMING else self._quiet_s)
        self._quiet_s = min(2.0 * self._quiet_s, MOST_QUIET_S)
        match self.step:
            case Step.GREETING:
                # The zero ends whatever noise came before.
                return wire.DELIMITER + self._write(wire.HelloRequest())
            case Step.DESCRIBING:
                return self._write(wire.DescriptionRequest(*(self._reception.lacks or (0, 0))))
            case Step.STARTING:
                self.has_asked = True
                self._start_sequences.add(self._writer.sequence)
                return self._write(self._start())
            case Step.STREAMING:
                return self._write(wire.KeepAlive())

    def goodbye(self) -> bytes:
        """Return what ends the conversation: the device stops."""
        return self._write(wire.Stop())

    def notice_bytes(self, now_s: float) -> None:
        """Take notice that bytes have come, whatever they are: the line is not quiet."""
        self._quiet_s = QUIET_S
        if self.step is not Step.STREAMING and now_s > self._said_s:
            self.due_s = min(now_s + QUIET_S, self._said_s + PATIENCE_S)

    def hear(self, arrival: Arrival, packet: wire.Packet, now_s: float) -> None:
        """Take a good packet that the reception has taken.

        Raises
        ------
        PortError
            The device refuses to start.
        """
        self._heard_s = now_s
        if self._is_silent:
            self._is_silent = False
            self.answers += 1
        if arrival is Arrival.RESTARTED:
            self._notice("the device restarted")
            self._enter(Step.GREETING, now_s)
        message = packet.message
        match message:
            # One that nobody asked for: the device started, or its watchdog stopped the stream.
            case wire.Hello() if self.step in {Step.GREETING, Step.STREAMING}:
                self._go_on(now_s)
            case wire.Hello() | wire.DescriptionPiece() if self.step is Step.DESCRIBING:
                if self._reception.lacks is None:
                    self._go_on(now_s)
            case wire.Alive(streams=0) if self.step is Step.STREAMING:
                self._go_on(now_s)
            case wire.Reply():
                self._hear_reply(message, now_s)

    def _hear_reply(self, reply: wire.Reply, now_s: float) -> None:
        if reply.request_type == wire.DescriptionRequest.LAYOUT.number:
            if self.step is Step.DESCRIBING and reply.status == Status.DONE:
                # All pieces have been sent: what is still missing was lost.
                self._enter(Step.DESCRIBING, now_s)
            return
        if self.step is not Step.STARTING or reply.request_sequence not in self._start_sequences:
            return
        if reply.status == Status.DONE:
            self._enter(Step.STREAMING, now_s)
            self._reception.begin_stream()
        elif reply.status != Status.BUSY:
            reason = reply.reason if reply.reason.isprintable() else ""
            raise PortError(
                self._reception.name,
                "",
                f"the device refuses to start: {reason or f'status {reply.status}'}",
            )

    def _go_on(self, now_s: float) -> None:
        described = self._reception.lacks is None
        self._enter(Step.STARTING if described else Step.DESCRIBING, now_s)

    def _enter(self, step: Step, now_s: float) -> None:
        self.step = step
        self.due_s = self._said_s = now_s
        self._quiet_s = QUIET_S
        if step is Step.STARTING:
            self._start_sequences.clear()
        if step is Step.STREAMING:
            self.due_s = now_s + KEEP_ALIVE_S

    def _start(self) -> wire.Start:
        description = self._reception.description
        coded = description is not None and "rice" in description.codings
        return wire.Start(
            streams=int(self._streams),
            coding=int(wire.Coding.RICE if coded else wire.Coding.PLAIN),
            rate_hz=self._rate_hz,
            watchdog_ms=int(1000 * WATCHDOG_S),
        )

    def _write(self, message: wire.Message) -> bytes:
        return self._writer.write(message)
