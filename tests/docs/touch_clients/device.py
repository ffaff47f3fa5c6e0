"""A device at the other end of a pseudo terminal, as small as docs/protocol.md lets it be."""

from __future__ import annotations

import os
import pty
import select
import threading
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.wire import (
    DELIMITER,
    Contact,
    Contacts,
    Description,
    DescriptionRequest,
    Frame,
    Hello,
    HelloRequest,
    Message,
    Packet,
    PacketDecoder,
    PacketWriter,
    Reply,
    Reset,
    Start,
    Status,
    Stop,
    crc32,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from numpy.typing import NDArray


class TouchDevice:
    """Answers requests and sends the same frames over and over while it is started.

    Parameters
    ----------
    description : Description
    frames : ndarray of int16, shape (n, rows, columns)
    damage : callable
        What the line makes of the bytes of a packet.
    restart_after : int
        Scans after which it restarts once; 0: never.
    """

    def __init__(
        self,
        description: Description,
        frames: NDArray[np.int16],
        damage: Callable[[bytes], bytes] = bytes,
        restart_after: int = 0,
    ) -> None:
        self.description, self.frames, self.damage = description, frames, damage
        self.restart_after = restart_after
        self.boot, self.requests = 0, [""]
        self._restart()
        self._decoder = PacketDecoder(512)
        self._master, self._slave = pty.openpty()
        self.path = os.ttyname(self._slave)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> TouchDevice:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)

    def _restart(self) -> None:
        self.boot += 1
        self.scan = 0
        self.start: Start | None = None
        self._writer = PacketWriter(self.boot)
        self._queue = b""

    def _run(self) -> None:
        while not self._ended.is_set():
            if self.start and not self._queue:
                self._scan()
            readable, writable, _ = select.select(
                [self._master], [self._master] if self._queue else [], [], 0.02
            )
            if readable:
                for item in self._decoder.push(os.read(self._master, 4096)):
                    if isinstance(item, Packet):
                        self._answer(item)
            if writable:
                self._queue = self._queue[os.write(self._master, self._queue[:512]) :]

    def _send(self, *messages: Message) -> None:
        for message in messages:
            self._queue += self.damage(self._writer.write(message, 1000 * self.scan))

    def _scan(self) -> None:
        assert self.start is not None
        if self.start.streams & 1:
            counts = self.frames[self.scan % len(self.frames)]
            self._send(Frame(self.scan, counts, self.start.coding))
        if self.start.streams & 2:
            self._send(Contacts(self.scan, (Contact(1, 1, 1500 * (self.scan % 7), 900),)))
        self.scan += 1
        if self.scan == self.restart_after and self.boot == 1:
            self._restart()
            self._send(self._hello())

    def _hello(self) -> Hello:
        raw = self.description.to_json()
        name = self.description.panel.name
        return Hello(self.boot, self.description.packet_bytes, len(raw), crc32(raw), name)

    def _answer(self, packet: Packet) -> None:
        request = packet.message
        if not isinstance(request, Message) or request.LAYOUT.number < 0x80:
            return
        self.requests.append(request.NAME)
        status, reason = Status.DONE, ""
        if isinstance(request, HelloRequest):
            self._send(self._hello())
        elif isinstance(request, DescriptionRequest):
            self._send(*self.description.pieces(request.offset, request.length))
        elif isinstance(request, Start):
            least, most = self.description.scan_hz
            if request.rate_hz and not least <= request.rate_hz <= most:
                status, reason = Status.OUT_OF_RANGE, f"rate_hz: expected {least} to {most}"
            else:
                self.start = request
        elif isinstance(request, Stop):
            self.start = None
        elif isinstance(request, Reset):
            self._restart()
        self._send(Reply(packet.sequence, request.LAYOUT.number, status, reason))


def faulty(rng: np.random.Generator, rate: float) -> Callable[[bytes], bytes]:
    """Make a line that changes, loses and doubles bytes, repeats packets, and adds garbage."""

    def damage(packet: bytes) -> bytes:
        parts = []
        for byte in packet:
            what = rng.random() / rate
            new = bytes([byte])
            if what < 1:
                new = [b"", new * 2, bytes([int(rng.integers(256))])][int(what * 3)]
            parts.append(new)
        line = b"".join(parts)
        if rng.random() < 0.1:
            line += rng.bytes(int(rng.integers(1, 40))) + DELIMITER
        return line * 2 if rng.random() < 0.05 else line

    return damage
