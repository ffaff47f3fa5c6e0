"""The controller: a state machine in virtual time, bytes in and bytes out.

::

               BOOTING ── 0.1 s ──► READY ◄───────── stop, silence of the client ────────┐
                  ▲                   │ hello every 250 ms until a client speaks         │
                  │                   └─ start ──────────► SCANNING ─────────────────────┘
                  │                                            │    ▲  10 to 240 scans a second
                  │                                self test   ▼    │
                  │                                          TESTING
                  │
                  └── reset, as asked ── or by the watchdog ◄── 0.3 s ── HANGING

Time goes from event to event, and every event has its exact moment: however a stretch of time is
cut into steps, the same bytes leave at the same time.

References
----------
docs/protocol.md, sections 3 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from emulator.device.description import description
from emulator.device.limits import LEAST_HZ, MOST_HZ
from emulator.device.outbox import Outbox
from emulator.device.scan import SCAN_S
from emulator.device.uart import Uart
from emulator.device.wirecontacts import ContactWriter
from stampcodec import wire
from stampcodec.wire import ResetCause, Status, Streams

if TYPE_CHECKING:
    from emulator.device.scanner import Source
    from stampcodec.wire import Message, Packet

# From power to the first hello: memory is tested, the panel is calibrated. An assumption.
BOOT_S = 0.1
# docs/protocol.md, 5.2 and 5.5.
HELLO_S, ALIVE_S = 0.25, 1.0
# Every line is driven alone and measured against the others. An assumption.
SELF_TEST_S = 0.05
# How long the firmware may not feed its own watchdog. An assumption.
WATCHDOG_S = 0.3
# Types of a client's messages.
FIRST_REQUEST = 0x80
# The longest text of a reply or a log, bytes (docs/protocol.md, 5.3 and 5.8).
MOST_TEXT = 200


class State(Enum):
    """What the controller is doing."""

    BOOTING = "booting"
    READY = "ready"
    SCANNING = "scanning"
    TESTING = "testing"
    HANGING = "hanging"


class Event(Enum):
    """What happens by itself, at a moment."""

    BOOTED = "booted"
    HELLO = "hello"
    SCANNED = "scanned"
    TESTED = "tested"
    ALIVE = "alive"
    CLIENT_SILENT = "client silent"
    RESET = "reset"
    HANG = "hang"
    WATCHDOG = "watchdog"


@dataclass(frozen=True)
class Setup:
    """How a controller is set up.

    Attributes
    ----------
    baud : int
        Of its line.
    rate_hz : int
        Scans a second when a client leaves the choice to the device.
    boot_count : int
        Of the first start.
    hangs : float
        How often in a second the firmware hangs.
    seed : int
        For when it does.
    """

    baud: int = 921_600
    rate_hz: int = 100
    boot_count: int = 1
    hangs: float = 0.0
    seed: int = 0


class Controller:
    """An emulated touch controller.

    Parameters
    ----------
    source : Source
        What it scans.
    setup : Setup, optional

    Attributes
    ----------
    state : State
    time_s : float
        Virtual time up to which it has run.
    deaf_bytes : int
        Bytes that came while it booted or hung.
    cut_bytes : int
        Bytes that were waiting when it hung or was reset.
    """

    def __init__(self, source: Source, setup: Setup | None = None) -> None:
        self._source = source
        self._setup = Setup() if setup is None else setup
        self._description = description(source.panel)
        self._hangs = np.random.default_rng((self._setup.seed, 1))
        self._watchdog_resets = 0
        self._boot_count = self._setup.boot_count - 1
        self._outbox = Outbox(0)
        self.time_s = 0.0
        self.deaf_bytes = self.cut_bytes = 0
        self._restart(ResetCause.POWER)

    def step(self, time_s: float, received: bytes = b"", room: int | None = None) -> bytes:
        """Run up to a moment, then take what the client has sent.

        Parameters
        ----------
        time_s : float
            Virtual time, not before the last call's.
        received : bytes
            What has arrived by then; what it causes leaves in later steps.
        room : int, optional
            How many bytes whoever carries them takes; by default all.

        Returns
        -------
        bytes
            What has left since the last step.

        Raises
        ------
        ValueError
            The time steps back.
        """
        if not time_s >= self.time_s:
            raise ValueError(f"time_s: expected {self.time_s} or later, got {time_s}")
        left = []
        while (due := min(self._due, key=self._due.__getitem__)) and self._due[due] <= time_s:
            left.append(self._sent(self._due[due], room))
            room = None if room is None else room - len(left[-1])
            self.time_s = self._due.pop(due)
            self._happen(due)
        left.append(self._sent(time_s, room))
        self.time_s = time_s
        if received:
            self._hear(received)
        return b"".join(left)

    @property
    def next_s(self) -> float:
        """When something happens next, or the next byte leaves."""
        event_s = min(self._due.values())
        if self._outbox.is_empty or self.state is State.HANGING:
            return event_s
        return min(event_s, self.time_s + self._uart.byte_s)

    @property
    def hand_is_done(self) -> bool:
        """Whether the hand has done everything."""
        return self._source.is_over

    @property
    def has_sent_all(self) -> bool:
        """Whether nothing waits for the line."""
        return self._outbox.is_empty

    def stop(self) -> None:
        """Stop all streams, as a client's request does; what waits is still sent."""
        self._stop()

    @property
    def counters(self) -> wire.Counters:
        """What it has done and lost since its start."""
        tally = self._decoder.tally
        return wire.Counters(
            scans=self._scans,
            packets_sent=self._outbox.sent_packets,
            bytes_sent=self._outbox.sent_bytes,
            frames_dropped=self._outbox.dropped["frame"],
            contacts_dropped=self._outbox.dropped["contacts"],
            bytes_dropped=self._outbox.dropped_bytes,
            packets_received=tally.good.runs,
            packets_bad=tally.damaged.runs + tally.unknown.runs,
            bytes_bad=tally.damaged.n_bytes + tally.unknown.n_bytes,
            watchdog_stops=self._watchdog_stops,
            watchdog_resets=self._watchdog_resets,
        )

    # --- what happens by itself ---------------------------------------------------------------

    def _restart(self, cause: ResetCause) -> None:
        self.cut_bytes += self._outbox.settle()
        self._boot_count = (self._boot_count + 1) % (1 << 32)
        self._cause = cause
        self._booted_s = self.time_s
        self._outbox = Outbox(self._boot_count)
        self._uart = Uart(self._outbox, self._setup.baud)
        self._decoder = wire.PacketDecoder(self._description.request_bytes)
        self._contacts = ContactWriter(self._source.panel)
        self._scans = self._watchdog_stops = 0
        self._stream = wire.Start(streams=Streams.NOTHING)
        self._scan_start_s, self._heard_s = self.time_s, self.time_s
        self._test: Packet | None = None
        self.state = State.BOOTING
        self._due = {Event.BOOTED: self.time_s + BOOT_S}

    def _happen(self, event: Event) -> None:
        match event:
            case Event.BOOTED:
                self._source.power_on(self.time_s)
                self.state = State.READY
                self._due[Event.HANG] = self._draw_hang_s()
                self._say_hello_and_go_on()
            case Event.HELLO:
                self._say_hello_and_go_on()
            case Event.SCANNED:
                self._scan()
            case Event.TESTED:
                self._end_test()
            case Event.ALIVE:
                self._put(wire.Alive(self._stream.streams, self._rate_hz()), kind="alive")
            case Event.CLIENT_SILENT:
                self._stop()
                self._watchdog_stops += 1
                self._log(wire.LogLevel.WARNING, "the client is silent, streams are stopped")
                self._say_hello_and_go_on()
            case Event.RESET:
                self._restart(ResetCause.REQUEST)
            case Event.HANG:
                self.state = State.HANGING
                self._due = {Event.WATCHDOG: self.time_s + WATCHDOG_S}
            case Event.WATCHDOG:
                self._watchdog_resets += 1
                self._restart(ResetCause.WATCHDOG)

    def _say_hello_and_go_on(self) -> None:
        self._put(self._hello(), kind="hello")
        self._due[Event.HELLO] = self.time_s + HELLO_S

    def _scan(self) -> None:
        start_s, streams = self._scan_start_s, self._stream.streams
        scan = self._source.scan(start_s)
        number = self._scans % (1 << 32)
        self._scans += 1
        if scan is not None:
            time_us = self._time_us(start_s)
            if streams & Streams.FRAMES:
                frame = wire.Frame(number, scan.counts, self._stream.coding)
                self._put(frame, time_us, "frame")
            contacts = self._contacts.write(scan.report, number, time_us)
            if streams & Streams.CONTACTS:
                self._put(contacts, time_us, "contacts")
            if scan.calibrates:
                self._log(wire.LogLevel.INFO, "nodes stay below zero, calibrating anew")
        self._scan_from(self._source.next_s(start_s, self._rate_hz()))

    def _scan_from(self, start_s: float) -> None:
        self._scan_start_s = start_s
        self._due[Event.SCANNED] = start_s + SCAN_S

    def _end_test(self) -> None:
        request = self._test
        self._test = None
        if request is None:
            return
        self._put(wire.SelfTestResult(tuple(self._found()), request.sequence))
        self._reply(request, Status.DONE)
        self.state = State.READY
        if self._stream.streams:
            self.state = State.SCANNING
            self._scan_from(self.time_s)

    def _found(self) -> list[wire.LineFault]:
        codes = {"open": wire.Fault.OPEN, "shorted": wire.Fault.SHORTED}
        axes = {"row": wire.Axis.ROW, "column": wire.Axis.COLUMN}
        return [
            wire.LineFault(codes[fault], axes[axis], line, axes[axis], line + (fault == "shorted"))
            for fault, axis, line in self._source.line_faults()
        ]

    # --- what a client asks -------------------------------------------------------------------

    def _hear(self, received: bytes) -> None:
        if self.state in {State.BOOTING, State.HANGING}:
            self.deaf_bytes += len(received)
            return
        for item in self._decoder.push(received):
            # A device's own message comes back where a line echoes; to answer it would not end.
            if isinstance(item, wire.Damaged) or _type_of(item) < FIRST_REQUEST:
                continue
            if isinstance(item.message, wire.Unknown):
                self._reply(item, Status.UNKNOWN_TYPE, f"no request {item.message.number:#04x}")
                continue
            self._heard_s = self.time_s
            self._due.pop(Event.HELLO, None)
            self._answer(item)
            self._watch_client()

    def _answer(self, request: Packet) -> None:
        status, reason = Status.DONE, ""
        match request.message:
            case wire.HelloRequest():
                self._put(self._hello())
            case wire.DescriptionRequest(offset, length):
                for piece in self._description.pieces(offset, length):
                    self._put(piece)
            case wire.CountersRequest():
                self._put(self.counters)
            case wire.Start():
                status, reason = self._start(request.message)
            case wire.Stop():
                self._stop()
            case wire.Recalibrate():
                status, reason = self._recalibrate()
            case wire.SelfTest():
                if self._test is None:
                    self._test, self.state = request, State.TESTING
                    self._due.pop(Event.SCANNED, None)
                    self._due[Event.TESTED] = self.time_s + SELF_TEST_S
                    return
                status, reason = Status.BUSY, "the self test is under way"
            case wire.Reset():
                self._stop()
                self._reply(request, Status.DONE)
                self._due[Event.RESET] = self._uart.settled_s()
                return
        self._reply(request, status, reason)

    def _start(self, start: wire.Start) -> tuple[Status, str]:
        if not Streams.FRAMES <= start.streams <= Streams.BOTH:
            return Status.OUT_OF_RANGE, f"streams: expected 1 to 3, got {start.streams}"
        if start.coding not in tuple(wire.Coding):
            return Status.OUT_OF_RANGE, f"coding: expected 0 or 1, got {start.coding}"
        if start.rate_hz and not LEAST_HZ <= start.rate_hz <= MOST_HZ:
            return (
                Status.OUT_OF_RANGE,
                f"rate_hz: expected 0 or {LEAST_HZ} to {MOST_HZ}, got {start.rate_hz}",
            )
        self._stream = start
        self._source.begin(self.time_s)
        if self.state is not State.TESTING:
            if self.state is State.READY:
                self._scan_from(self.time_s)
            self.state = State.SCANNING
        return Status.DONE, ""

    def _recalibrate(self) -> tuple[Status, str]:
        if self.state is State.TESTING:
            return Status.BUSY, "the self test is under way"
        if self.state is State.SCANNING:
            self._source.calibrate()
        else:
            self._source.calibrate_at_once(self.time_s)
        return Status.DONE, ""

    def _stop(self) -> None:
        self._stream = replace(self._stream, streams=int(Streams.NOTHING), watchdog_ms=0)
        self._due.pop(Event.SCANNED, None)
        self._due.pop(Event.CLIENT_SILENT, None)
        if self.state is State.SCANNING:
            self.state = State.READY

    def _watch_client(self) -> None:
        if self._stream.watchdog_ms:
            self._due[Event.CLIENT_SILENT] = self._heard_s + self._stream.watchdog_ms / 1000.0
        else:
            self._due.pop(Event.CLIENT_SILENT, None)

    # --- what it says -------------------------------------------------------------------------

    def _hello(self) -> wire.Hello:
        text = self._description.to_json()
        return wire.Hello(
            boot_count=self._boot_count,
            packet_bytes=self._description.packet_bytes,
            description_bytes=len(text),
            description_crc=wire.crc32(text),
            name=self._source.panel.name,
            reset_cause=self._cause,
        )

    def _reply(self, request: Packet, status: Status, reason: str = "") -> None:
        reply = wire.Reply(request.sequence, _type_of(request), status, reason[:MOST_TEXT])
        self._put(reply)

    def _log(self, level: wire.LogLevel, text: str) -> None:
        self._put(wire.Log(level, text))

    def _put(self, message: Message, time_us: int | None = None, kind: str = "") -> None:
        now_us = self._time_us(self.time_s)
        self._uart.put(message, now_us if time_us is None else time_us, self.time_s, kind)
        self._due[Event.ALIVE] = self.time_s + ALIVE_S

    def _sent(self, now_s: float, room: int | None) -> bytes:
        return b"" if self.state is State.HANGING else self._uart.sent(now_s, room)

    def _time_us(self, time_s: float) -> int:
        return round(1e6 * (time_s - self._booted_s))

    def _rate_hz(self) -> int:
        if not self._stream.streams:
            return 0
        return self._stream.rate_hz or self._setup.rate_hz

    def _draw_hang_s(self) -> float:
        rate = self._setup.hangs
        return self.time_s + self._hangs.exponential(1.0 / rate) if rate else inf


def _type_of(packet: Packet) -> int:
    message = packet.message
    return message.number if isinstance(message, wire.Unknown) else message.LAYOUT.number
