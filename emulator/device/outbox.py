"""The outbox: packets that wait for the line, in bounded memory; the oldest frames give way."""

from __future__ import annotations

from collections import Counter, deque
from typing import NamedTuple


class _Packet(NamedTuple):
    data: bytes
    kind: str


class Outbox:
    """Packets in the order in which they are sent.

    A packet whose first byte has left is sent whole. When a further one does not fit, the oldest
    of those that have a kind go; when there is none, the new one is not taken.

    Parameters
    ----------
    most_bytes : int
        Of all packets that wait, the rest of a begun one included.
    most_of_a_kind : int
        So many of each kind wait at the most.

    Attributes
    ----------
    dropped : Counter
        How many packets of each kind gave way.
    dropped_bytes : int
        Their bytes.
    refused_bytes : int
        Bytes of packets that were not taken.
    """

    def __init__(self, most_bytes: int, most_of_a_kind: int = 1 << 30) -> None:
        self._most_bytes, self._most_of_a_kind = most_bytes, most_of_a_kind
        self._waiting: deque[_Packet] = deque()
        self._begun = b""
        self._waiting_bytes = 0
        self.dropped: Counter[str] = Counter()
        self.dropped_bytes = self.refused_bytes = 0

    def __len__(self) -> int:
        """Count the bytes that wait."""
        return len(self._begun) + self._waiting_bytes

    def put(self, data: bytes, kind: str = "") -> bool:
        """Add a packet; return whether it was taken. Without a kind it is never dropped."""
        if kind:
            while sum(packet.kind == kind for packet in self._waiting) >= self._most_of_a_kind:
                self._drop_oldest(kind)
        while len(self) + len(data) > self._most_bytes:
            if not self._drop_oldest():
                self.refused_bytes += len(data)
                return False
        self._waiting.append(_Packet(data, kind))
        self._waiting_bytes += len(data)
        return True

    def take(self, most: int) -> bytes:
        """Take the next bytes, up to so many."""
        parts = []
        while most > 0 and (self._begun or self._waiting):
            if not self._begun:
                self._begun = self._waiting.popleft().data
                self._waiting_bytes -= len(self._begun)
            part, self._begun = self._begun[:most], self._begun[most:]
            parts.append(part)
            most -= len(part)
        return b"".join(parts)

    def clear(self) -> None:
        """Forget everything that waits, as a reset does."""
        self._waiting.clear()
        self._begun, self._waiting_bytes = b"", 0

    def _drop_oldest(self, kind: str = "") -> bool:
        """Drop the oldest packet of a kind, or of any; return whether there was one."""
        for i, packet in enumerate(self._waiting):
            if packet.kind and kind in ("", packet.kind):
                del self._waiting[i]
                self._waiting_bytes -= len(packet.data)
                self.dropped[packet.kind] += 1
                self.dropped_bytes += len(packet.data)
                return True
        return False
