"""The UART: bytes leave one after the other, each in its time."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.device.outbox import Outbox
    from stampcodec.wire import Message

# A start bit, eight of data, a stop bit.
BITS_PER_BYTE = 10
# A byte counts as sent this much of its time before its end: sums of floats are not exact.
SLACK = 1e-6


class Uart:
    """Sends an outbox at a baud rate, in virtual time.

    Parameters
    ----------
    outbox : Outbox
    baud : int
    """

    def __init__(self, outbox: Outbox, baud: int) -> None:
        self._outbox = outbox
        self.byte_s = BITS_PER_BYTE / baud
        self._free_s = 0.0

    def put(self, message: Message, time_us: int, now_s: float, kind: str = "") -> None:
        """Queue a message at a moment."""
        if self._outbox.is_empty:
            self._free_s = max(self._free_s, now_s)
        self._outbox.put(message, time_us, kind)

    def sent(self, now_s: float, room: int | None) -> bytes:
        """Return what has left since the last call.

        Parameters
        ----------
        now_s : float
        room : int or None
            So many bytes are taken and no more, as by flow control: then the line waits, and
            what it could have sent meanwhile is not made up for.
        """
        due = max(0, floor((now_s - self._free_s) / self.byte_s + SLACK))
        data = self._outbox.take(due if room is None else min(due, room))
        self._free_s += len(data) * self.byte_s
        if not self._outbox.is_empty and len(data) < due:
            self._free_s = now_s
        return data

    def settled_s(self) -> float:
        """Make packets of all that waits; return when the last of their bytes will have left."""
        return self._free_s + self._outbox.settle() * self.byte_s
