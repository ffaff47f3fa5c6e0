"""The outbox: messages that wait for the line, in bounded memory; the oldest frames give way."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple

from stampcodec.wire import PacketWriter

if TYPE_CHECKING:
    from stampcodec.wire import Message

# Frames and contact reports that wait: more frames would only come later.
STREAMS = {"frame": 3, "contacts": 12}
# What is repeated by itself waits once, while nobody reads.
MOST = {**STREAMS, "hello": 1, "alive": 1}
# Other messages that wait: a whole description is at most 128 pieces. Each has 278 bytes at most.
MOST_OTHERS = 160


class _Waiting(NamedTuple):
    message: Message
    time_us: int
    kind: str


class Outbox:
    """Messages in the order in which they are sent; each becomes a packet when its turn comes.

    So a message that gives way takes no sequence number, and a packet whose first byte has left is
    sent whole (docs/protocol.md, 3.3 and 5.6).

    Parameters
    ----------
    boot : int
        For the packets' headers.

    Attributes
    ----------
    sent_packets, sent_bytes : int
        What was handed to the line.
    dropped : Counter
        How many messages of each stream gave way.
    dropped_bytes : int
        What those would have taken on the line.
    refused : int
        Messages without a kind that found no room.
    """

    def __init__(self, boot: int) -> None:
        self._writer = PacketWriter(boot)
        self._scale = PacketWriter(boot)
        self._waiting: deque[_Waiting] = deque()
        self._begun = b""
        self.sent_packets = self.sent_bytes = 0
        self.dropped: Counter[str] = Counter()
        self.dropped_bytes = self.refused = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._begun and not self._waiting

    def put(self, message: Message, time_us: int, kind: str = "") -> None:
        """Add a message; without a kind it is never dropped, but refused where there is no room."""
        alike = sum(waiting.kind == kind for waiting in self._waiting)
        if kind and alike >= MOST[kind]:
            self._drop_oldest(kind)
        elif alike >= MOST_OTHERS:
            self.refused += 1
            return
        self._waiting.append(_Waiting(message, time_us, kind))

    def take(self, most: int) -> bytes:
        """Take the next bytes, up to so many."""
        parts = []
        while most > 0 and not self.is_empty:
            if not self._begun:
                self._begun = self._written()
            part, self._begun = self._begun[:most], self._begun[most:]
            parts.append(part)
            most -= len(part)
        data = b"".join(parts)
        self.sent_bytes += len(data)
        return data

    def settle(self) -> int:
        """Make packets of all that waits; return how many bytes that are. None gives way then."""
        while self._waiting:
            self._begun += self._written()
        return len(self._begun)

    def _written(self) -> bytes:
        message, time_us, _ = self._waiting.popleft()
        self.sent_packets += 1
        return self._writer.write(message, time_us)

    def _drop_oldest(self, kind: str) -> None:
        oldest = next(waiting for waiting in self._waiting if waiting.kind == kind)
        self._waiting.remove(oldest)
        if kind in STREAMS:
            self.dropped[kind] += 1
            self.dropped_bytes += len(self._scale.write(oldest.message, oldest.time_us))
